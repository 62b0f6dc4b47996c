import { sql } from 'kysely'
import { expect, test } from 'vitest'
import { accountById } from '../../src/accounts/account-store.ts'
import { lookAway, stayInControl, takeControl } from '../../src/dialogues/control-store.ts'
import { CODES_MAX, CONTROL_AWAY_MS, INPUTS_WAITING_MAX } from '../../src/dialogues/dialogue.ts'
import type { DialogueInput } from '../../src/dialogues/dialogue-input.ts'
import {
  beginDialogue,
  claimOrdered,
  closeDialogue,
  dialogueOf,
  dialoguesOfAccount,
  endStaleDialogues,
  noteAsks,
  openDialogue,
  openDialogues,
} from '../../src/dialogues/dialogue-store.ts'
import { frameOf, showFrame } from '../../src/dialogues/frame-store.ts'
import { answerCode, sendInput, takeInputs } from '../../src/dialogues/input-store.ts'
import { startSchedule } from '../../src/jobs/start-schedule.ts'
import { Trial } from '../trial.ts'

const MINUTE_MS = 60_000
const CHALLENGE = { cause: 'challenge', asks: 'code', said: 'Enter the code', place: '/x' } as const
const PICTURE = { width: 1366, height: 768, jpeg: Buffer.from([0xff, 0xd8, 0xff, 0x00, 0x80]) }

async function challenged(trial: Trial, username = 'keeper'): Promise<string> {
  const { id } = await trial.account(username)
  const dialogue = await beginDialogue(trial.app, { accountId: id, ...CHALLENGE })
  if (dialogue === null) throw new Error('there is one already')
  return dialogue
}

test('a picture that one process shows is seen by another one, and only if it is newer', async () => {
  await using trial = await Trial.open()
  const id = await challenged(trial)
  const viewer = await trial.start()
  expect(await frameOf(viewer.app, id, null)).toBeNull()
  await showFrame(trial.app, id, PICTURE)
  const first = await frameOf(viewer.app, id, null)
  expect(first).toEqual({ number: '1', ...PICTURE })
  expect(await frameOf(viewer.app, id, '1')).toBeNull()
  await showFrame(trial.app, id, { ...PICTURE, width: 800 })
  expect(await frameOf(viewer.app, id, '1')).toMatchObject({ number: '2', width: 800 })
})

test('acts arrive once and in their order, whoever sends them, and are sealed on their way', async () => {
  await using trial = await Trial.open()
  const id = await challenged(trial)
  const operator = await trial.start()
  const control = await takeControl(operator.app, id, { name: 'anna', evenFromOthers: false })
  if (control.kind !== 'in-control') throw new Error(control.kind)
  const acts: DialogueInput[] = [
    { kind: 'click', x: 10, y: 20 },
    { kind: 'text', text: 'код 123 日本' },
    { kind: 'key', key: 'Enter' },
  ]
  expect(await sendInput(operator.app, id, control.fence, acts.slice(0, 1))).toMatchObject({
    kind: 'sent',
  })
  expect(await sendInput(operator.app, id, control.fence, acts.slice(1))).toMatchObject({
    kind: 'sent',
  })
  const stored = await sql`select * from login_inputs`.execute(trial.app.db)
  expect(stored.rows).toHaveLength(3)
  expect(JSON.stringify(stored.rows)).not.toContain('123')
  expect(await takeInputs(trial.app, id)).toEqual(acts)
  expect(await takeInputs(trial.app, id)).toEqual([])
  expect(await dialogueOf(trial.app, id)).toMatchObject({ inputCount: 3, controller: 'anna' })
})

test('one acts and the others look on, until two minutes pass without an act', async () => {
  await using trial = await Trial.open()
  const id = await challenged(trial)
  const take = (name: string, evenFromOthers = false) =>
    takeControl(trial.app, id, { name, evenFromOthers })
  const press = (fence: string) => sendInput(trial.app, id, fence, [{ kind: 'key', key: 'Tab' }])
  expect(await take('anna')).toEqual({ kind: 'in-control', fence: '1' })
  expect(await take('boris')).toEqual({ kind: 'taken-by', controller: 'anna' })
  expect(await press('7')).toEqual({ kind: 'not-in-control' })
  expect(await take('boris', true)).toEqual({ kind: 'in-control', fence: '2' })
  expect(await press('1')).toEqual({ kind: 'not-in-control' })
  expect(await press('2')).toMatchObject({ kind: 'sent' })
  trial.clock.advance(2 * MINUTE_MS)
  expect(await press('2')).toEqual({ kind: 'not-in-control' })
  expect(await dialogueOf(trial.app, id)).toMatchObject({ controller: null })
  expect(await take('anna')).toEqual({ kind: 'in-control', fence: '3' })
})

test('a browser that goes away without a word loses control soon, and one that is back by another line does not', async () => {
  await using trial = await Trial.open()
  const id = await challenged(trial)
  const control = await takeControl(trial.app, id, { name: 'anna', evenFromOthers: false })
  const fence = control.kind === 'in-control' ? control.fence : ''
  const controller = async () => (await dialogueOf(trial.app, id))?.controller
  const first = (await stayInControl(trial.app, id, fence)) ?? ''
  trial.clock.advance(MINUTE_MS)
  const second = (await stayInControl(trial.app, id, fence)) ?? ''
  // The end of the first line is noticed last.
  await lookAway(trial.app, id, { fence, mark: first })
  trial.clock.advance(CONTROL_AWAY_MS)
  expect(await controller()).toBe('anna')
  await lookAway(trial.app, id, { fence, mark: second })
  trial.clock.advance(CONTROL_AWAY_MS)
  expect(await controller()).toBe(null)
  // A line that was away for longer, while nobody else took it.
  expect(await stayInControl(trial.app, id, fence)).not.toBe(null)
  expect(await controller()).toBe('anna')
  await takeControl(trial.app, id, { name: 'boris', evenFromOthers: true })
  expect(await stayInControl(trial.app, id, fence)).toBe(null)
})

test('a page that does not keep up is sent no more than it can wait for', async () => {
  await using trial = await Trial.open()
  const id = await challenged(trial)
  await takeControl(trial.app, id, { name: 'anna', evenFromOthers: false })
  const press = (count: number) =>
    sendInput(trial.app, id, '1', Array(count).fill({ kind: 'key', key: 'Tab' }))
  expect(await press(INPUTS_WAITING_MAX)).toMatchObject({ kind: 'sent' })
  expect(await press(1)).toEqual({ kind: 'too-many' })
  expect(await takeInputs(trial.app, id)).toHaveLength(INPUTS_WAITING_MAX)
  expect(await press(1)).toMatchObject({ kind: 'sent' })
})

test('a code is answered by anybody, as people write it, where one is asked for, a few times', async () => {
  await using trial = await Trial.open()
  const id = await challenged(trial)
  expect(await answerCode(trial.app, id, 'abc')).toEqual({ kind: 'no-code' })
  for (let tries = 0; tries < CODES_MAX; tries += 1) {
    expect(await answerCode(trial.app, id, '123 456')).toEqual({ kind: 'sent' })
  }
  expect(await answerCode(trial.app, id, '123456')).toEqual({ kind: 'too-many' })
  expect(new Set((await takeInputs(trial.app, id)).map((act) => JSON.stringify(act)))).toEqual(
    new Set(['{"kind":"code","code":"123456"}']),
  )
  const page = { asks: 'human', said: null, place: null, codeRefused: false } as const
  await noteAsks(trial.app, id, page)
  expect(await answerCode(trial.app, id, '123456')).toEqual({ kind: 'not-asked' })
})

test('a dialogue ends once, with its pictures and acts, and nothing is done on it any more', async () => {
  await using trial = await Trial.open()
  const id = await challenged(trial)
  await showFrame(trial.app, id, PICTURE)
  await takeControl(trial.app, id, { name: 'anna', evenFromOthers: false })
  await sendInput(trial.app, id, '1', [{ kind: 'text', text: 'half a pass' }])
  trial.clock.advance(10 * MINUTE_MS)
  expect(await sendInput(trial.app, id, '1', [{ kind: 'text', text: 'word' }])).toEqual({
    kind: 'ended',
  })
  expect(await answerCode(trial.app, id, '123456')).toEqual({ kind: 'ended' })
  expect(await endStaleDialogues(trial.app)).toBe(1)
  expect(await endStaleDialogues(trial.app)).toBe(0)
  expect(await closeDialogue(trial.app, id)).toBe(false)
  expect(await showFrame(trial.app, id, PICTURE)).toBe(false)
  expect(await frameOf(trial.app, id, null)).toBeNull()
  expect(await takeInputs(trial.app, id)).toEqual([])
  expect(await dialogueOf(trial.app, id)).toMatchObject({ state: 'ended', ending: 'expired' })
  const told = await sql<{ kind: string }>`
    select kind from events where kind like 'dialogue-%' order by id
  `.execute(trial.app.db)
  expect(told.rows.map(({ kind }) => kind)).toEqual(['dialogue-opened', 'dialogue-ended'])
})

test('an account has one dialogue at a time, and each account its own', async () => {
  await using trial = await Trial.open({ accounts: ['keeper', 'second'], loggedIn: [] })
  const ids = [await challenged(trial)]
  trial.clock.advance(1000)
  ids.push(await challenged(trial, 'second'))
  const { id: accountId } = await trial.account()
  expect(await beginDialogue(trial.app, { accountId, ...CHALLENGE })).toBeNull()
  const again = await openDialogue(trial.app, { accountId, by: 'anna' })
  expect(again).toMatchObject({ kind: 'already-open', dialogue: { id: ids[0] } })
  expect((await openDialogues(trial.app)).map(({ id }) => id)).toEqual(ids)
  expect(await closeDialogue(trial.app, ids[0] ?? '')).toBe(true)
  trial.clock.advance(1000)
  expect(await openDialogue(trial.app, { accountId, by: 'anna' })).toMatchObject({
    kind: 'ordered',
  })
  const states = (await dialoguesOfAccount(trial.app, accountId, 5)).map(({ state }) => state)
  expect(states).toEqual(['ordered', 'ended'])
})

test('a login by hand is opened by one worker, by another one when that dies, and no check begins', async () => {
  await using trial = await Trial.open()
  const { id: accountId } = await trial.account()
  const opened = await openDialogue(trial.app, { accountId, by: 'anna' })
  expect((await trial.account()).restingWhy).toBe('{"kind":"by-hand"}')
  const worker = await trial.start()
  const other = await trial.start()
  const claims = await Promise.all([claimOrdered(worker.app), claimOrdered(other.app)])
  expect(claims.filter((claim) => claim !== null)).toHaveLength(1)
  const [mine] = claims
  await (mine ? worker : other).die()
  const living = mine ? other : worker
  expect(await endStaleDialogues(living.app)).toBe(0)
  expect((await claimOrdered(living.app))?.id).toBe(opened.dialogue.id)
  await closeDialogue(living.app, opened.dialogue.id)
  expect((await accountById(living.app, accountId)).restingUntil).toBeNull()
})

test('what is sent to a page whose worker has died is not said to have been sent', async () => {
  await using trial = await Trial.open()
  const { id: accountId } = await trial.account()
  const { app } = trial
  const worker = await trial.start()
  const id = (await beginDialogue(worker.app, { accountId, ...CHALLENGE })) ?? ''
  await takeControl(app, id, { name: 'anna', evenFromOthers: false })
  const press = () => sendInput(app, id, '1', [{ kind: 'key', key: 'Tab' }])
  expect(await dialogueOf(app, id)).toMatchObject({ isKept: true })
  expect(await press()).toMatchObject({ kind: 'sent' })
  await worker.die()
  expect(await dialogueOf(app, id)).toMatchObject({ state: 'open', isKept: false })
  expect(await press()).toEqual({ kind: 'no-worker' })
  expect(await answerCode(app, id, '123456')).toEqual({ kind: 'no-worker' })
  expect(await dialogueOf(app, id)).toMatchObject({ inputCount: 1 })
})

test('a page that waits for its human is gone with its worker, and that is told', async () => {
  await using trial = await Trial.open()
  const { id: accountId } = await trial.account()
  const worker = await trial.start()
  const id = await beginDialogue(worker.app, { accountId, ...CHALLENGE })
  await worker.die()
  // No other worker is left: whoever keeps the time sees to it.
  const { app } = await trial.start()
  const schedule = await startSchedule(app)
  await expect
    .poll(() => dialogueOf(app, id ?? ''))
    .toMatchObject({ state: 'ended', ending: 'interrupted' })
  await schedule.close()
})
