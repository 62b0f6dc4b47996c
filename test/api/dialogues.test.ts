import { sql } from 'kysely'
import { expect, test } from 'vitest'
import { beginDialogue, endDialogue } from '../../src/dialogues/dialogue-store.ts'
import { showFrame } from '../../src/dialogues/frame-store.ts'
import { takeInputs } from '../../src/dialogues/input-store.ts'
import { Trial } from '../trial.ts'
import { LiveClient } from './live-client.ts'
import { Stage } from './stage.ts'

const JPEG = Buffer.from([0xff, 0xd8, 0xff, 0x01, 0x80, 0xfe])
const PAGE = { cause: 'challenge', asks: 'code', said: 'Enter the code', place: '/x' } as const

async function waiting(trial: Trial): Promise<string> {
  const { id } = await trial.account()
  const dialogue = await beginDialogue(trial.app, { accountId: id, ...PAGE })
  if (dialogue === null) throw new Error('there is one already')
  return dialogue
}

test('a login that waits is listed, answered and closed, and who did it is written down', async () => {
  await using trial = await Trial.open()
  await using stage = await Stage.open(trial.app)
  const id = await waiting(trial)
  expect((await stage.ask('/dialogues')).body.items).toMatchObject([
    { id, account: 'keeper', state: 'open', asks: 'code', said: 'Enter the code' },
  ])
  const answered = await stage.ask(`/dialogues/${id}/code`, { body: { code: '123 456' } })
  expect([answered.status, answered.body.inputs]).toEqual([202, 1])
  expect(await takeInputs(trial.app, id)).toEqual([{ kind: 'code', code: '123456' }])
  const refused = await stage.ask(`/dialogues/${id}/code`, { body: { code: 'none' } })
  expect([refused.status, refused.body.code]).toEqual([409, 'CODE_REFUSED'])
  let expires = Date.parse((await stage.ask(`/dialogues/${id}`)).body.expiresAt)
  for (const [left, givenMs] of [
    [1, 600_000],
    [0, 600_000],
    [0, 0],
  ]) {
    const { body } = await stage.ask(`/dialogues/${id}/prolong`, { method: 'POST' })
    expect([body.prolongsLeft, Date.parse(body.expiresAt) - expires]).toEqual([left, givenMs])
    expires = Date.parse(body.expiresAt)
  }
  const closed = await stage.ask(`/dialogues/${id}/close`, { method: 'POST' })
  expect(closed.body).toMatchObject({ state: 'ended', ending: 'closed' })
  const audit = await sql<{ act: string; outcome: string }>`
    select act, outcome from audit_log where act like 'dialogue.%' order by id
  `.execute(trial.app.db)
  expect(audit.rows.map(({ act, outcome }) => `${act} ${outcome}`)).toEqual([
    'dialogue.code done',
    'dialogue.code refused',
    'dialogue.prolong done',
    'dialogue.prolong done',
    'dialogue.prolong refused',
    'dialogue.close done',
  ])
})

test('a live view shows what is there, then what comes, and ends with its dialogue', async () => {
  await using trial = await Trial.open()
  await using stage = await Stage.open(trial.app)
  const worker = await trial.start()
  const id = await waiting(trial)
  await showFrame(worker.app, id, { jpeg: JPEG, width: 1366, height: 768 })
  await using view = await LiveClient.open(stage, id)
  expect(await view.picture()).toEqual({ number: 1n, width: 1366, height: 768, jpeg: JPEG })
  await showFrame(worker.app, id, { jpeg: JPEG, width: 800, height: 600 })
  expect(await view.picture()).toMatchObject({ number: 2n, width: 800 })
  await endDialogue(worker.app, id, 'expired', null)
  expect(await view.word(({ kind, dialogue }) => kind === 'dialogue' && dialogue.ending)).toBe(
    'expired',
  )
  expect(await view.closed()).toBe(1000)
})

test('acts go to the page in their order, from who is in control and nobody else', async () => {
  await using trial = await Trial.open()
  const stage = await Stage.open(trial.app)
  const id = await waiting(trial)
  const taken = await stage.ask(`/dialogues/${id}/control`, { body: {} })
  await using view = await LiveClient.open(stage, id)
  const letters = [...'пароль 密'].map((text) => ({ kind: 'text', text }) as const)
  for (const letter of letters) view.send({ fence: taken.body.fence, inputs: [letter] })
  view.send({ fence: '99', inputs: [{ kind: 'key', key: 'Enter' }] })
  expect(await view.word(({ kind, why }) => kind === 'refused' && why)).toBe('not-in-control')
  expect(await takeInputs(trial.app, id)).toEqual(letters)
  view.send('{"fence": "1", "inputs": [{"kind": "evaluate", "text": "alert(1)"}]}')
  expect(await view.word(({ kind, why }) => kind === 'refused' && why)).toBe('not-understood')
  // Who acts no more says so, and the next one need not take it from him.
  view.send({ fence: taken.body.fence, leaves: true })
  expect(await view.word(({ dialogue }) => dialogue?.controller === null || null)).toBe(true)
  view.leave()
  await stage[Symbol.asyncDispose]()
  const { rows } = await sql<{ detail: unknown }>`
    select detail from audit_log where act = 'dialogue.act'
  `.execute(trial.app.db)
  expect(rows).toEqual([{ detail: { inputs: letters.length } }])
})

test('who is in control loses it soon when his browser is gone, and a page says that no worker keeps it', async () => {
  await using trial = await Trial.open()
  await using stage = await Stage.open(trial.app)
  const worker = await trial.start()
  const { id: accountId } = await trial.account()
  const id = (await beginDialogue(worker.app, { accountId, ...PAGE })) ?? ''
  const control = await stage.ask(`/dialogues/${id}/control`, { body: {} })
  const lifeAt = async (): Promise<number> => {
    const { rows } = await sql<{ at: Date }>`
      select controlled_at as at from login_dialogues where id = ${id}
    `.execute(trial.app.db)
    return rows[0]?.at.getTime() ?? 0
  }
  const taken = await lifeAt()
  trial.clock.advance(1000)
  await using view = await LiveClient.open(stage, id)
  view.send({ fence: control.body.fence, stays: true })
  await expect.poll(lifeAt).toBe(taken + 1000)
  view.leave()
  await expect.poll(lifeAt).toBeLessThan(taken)
  trial.clock.advance(20_000)
  expect((await stage.ask(`/dialogues/${id}`)).body).toMatchObject({
    controller: null,
    worker: true,
  })
  await worker.die()
  expect((await stage.ask(`/dialogues/${id}`)).body).toMatchObject({ state: 'open', worker: false })
  const refused = await stage.ask(`/dialogues/${id}/code`, { body: { code: '123456' } })
  expect([refused.status, refused.body.code]).toEqual([409, 'CODE_REFUSED'])
})

test('nobody looks who may not: another origin, a reader, nobody, a token that was revoked', async () => {
  await using trial = await Trial.open()
  await using stage = await Stage.open(trial.app)
  const id = await waiting(trial)
  const reader = await stage.token({ kind: 'read' })
  const status = async (headers: Record<string, string>): Promise<number> =>
    (await LiveClient.refused(stage, id, headers)).status
  expect(await status({})).toBe(401)
  expect(await status({ authorization: `Bearer ${reader}` })).toBe(403)
  await using foreign = await LiveClient.open(stage, id, { origin: 'https://evil.example' })
  expect(await foreign.closed()).toBe(1008)
  expect(foreign.pictures).toBe(0)
  expect((await stage.ask(`/dialogues/${id}/frame`, { token: reader })).status).toBe(403)
})

test('who cannot hold a view open asks for one picture after the other', async () => {
  await using trial = await Trial.open()
  await using stage = await Stage.open(trial.app)
  const id = await waiting(trial)
  expect((await stage.ask(`/dialogues/${id}/frame`)).status).toBe(204)
  await showFrame(trial.app, id, { jpeg: JPEG, width: 1366, height: 768 })
  const seen = await stage.ask(`/dialogues/${id}/frame`)
  expect([seen.status, seen.headers.get('content-type')]).toEqual([200, 'image/jpeg'])
  const number = seen.headers.get('x-frame')
  expect((await stage.ask(`/dialogues/${id}/frame?after=${number}`)).status).toBe(204)
})
