import { sql } from 'kysely'
import { expect, test } from 'vitest'
import { ensureAccount } from '../../src/accounts/account-store.ts'
import { DIALOGUE_MS } from '../../src/dialogues/dialogue.ts'
import { dialogueOf, openDialogue, openDialogues } from '../../src/dialogues/dialogue-store.ts'
import { frameOf } from '../../src/dialogues/frame-store.ts'
import { atDesk, eventually, Human } from '../live-view.ts'
import { ADA, Trial } from '../trial.ts'

const PASSWORD = 'planted-Secret-0481'

async function challengedTrial(): Promise<Trial> {
  const trial = await Trial.open({ realBrowser: true, loggedIn: [] })
  const keeper = trial.instagram.findAccount('keeper')
  if (keeper) keeper.standing = 'challenged'
  trial.set({ login: { renderDelayMs: 20 } })
  return trial
}

function sentCode(trial: Trial): string {
  const [sent] = trial.instagram.sentCodes.values()
  return sent?.code ?? ''
}

async function versions(trial: Trial): Promise<readonly string[]> {
  const found = await sql<{ label: string; method: string }>`
    select label, method from instagram_sessions order by version
  `.execute(trial.app.db)
  return found.rows.map(({ label, method }) => `${label} ${method}`)
}

test('a challenge is solved through the live view from another process, and the check goes on', async () => {
  await using trial = await challengedTrial()
  const worker = trial.process
  await using _desk = atDesk(worker)
  const operator = await trial.start()
  expect((await trial.check(ADA.username, { app: worker.app })).status).toBe('needs-human')
  const human = await Human.arrive(operator)
  await human.does({ kind: 'click', ...(await human.seesButton()) })
  await human.seesThat(({ asks }) => asks === 'code')
  expect(await human.answers('000000')).toBe('sent')
  await human.seesThat(({ said }) => /check the security code/i.test(said ?? ''))
  expect(await human.answers(sentCode(trial))).toBe('sent')
  await human.seesThat(({ ending }) => ending === 'logged-in')
  expect((await trial.account()).standing).toBe('active')
  expect(await versions(trial)).toEqual(['current assisted'])
  const { logins } = trial.counters
  expect((await trial.check(ADA.username, { app: operator.app })).status).toBe('completed')
  expect(trial.counters.logins).toEqual(logins)
})

test('an account without a password is logged in by hand, with a keyboard of any script', async () => {
  await using trial = await Trial.open({ realBrowser: true, accounts: [], loggedIn: [] })
  trial.set({ login: { renderDelayMs: 20 } })
  const { id: accountId } = await ensureAccount(trial.app, 'second', null)
  await using _desk = atDesk(trial.process)
  const operator = await trial.start()
  const { dialogue } = await openDialogue(operator.app, { accountId, by: 'anna' })
  const human = await Human.arrive(operator)
  expect(human.id).toBe(dialogue.id)
  await human.seesThat(({ said }) => said !== null)
  await human.does({ kind: 'key', key: 'Tab' }, { kind: 'text', text: 'second' })
  await human.does({ kind: 'key', key: 'Tab' }, { kind: 'text', text: 'пароль' })
  for (let at = 0; at < 6; at += 1) await human.does({ kind: 'key', key: 'Backspace' })
  await human.does({ kind: 'text', text: PASSWORD }, { kind: 'key', key: 'Enter' })
  await human.seesThat(({ ending }) => ending === 'logged-in')
  expect(await versions(trial)).toEqual(['current assisted'])
  expect((await trial.account('second')).restingUntil).toBeNull()
})

test('two logins wait at once; a worker that ends closes both pages and gives both accounts back', async () => {
  await using trial = await Trial.open({
    realBrowser: true,
    accounts: ['keeper', 'second'],
    loggedIn: [],
  })
  trial.set({ login: { renderDelayMs: 20 } })
  for (const username of ['keeper', 'second']) {
    const account = trial.instagram.findAccount(username)
    if (account) account.standing = 'challenged'
  }
  const worker = trial.process
  const desk = atDesk(worker)
  const operator = await trial.start()
  await trial.check(ADA.username, { app: worker.app })
  const open = await eventually(operator, async () => {
    const dialogues = await openDialogues(operator.app)
    const frames = await Promise.all(dialogues.map(({ id }) => frameOf(operator.app, id, null)))
    return frames.filter((frame) => frame !== null).length === 2 ? dialogues : null
  })
  await desk[Symbol.asyncDispose]()
  for (const { id } of open) {
    expect(await dialogueOf(operator.app, id)).toMatchObject({ ending: 'interrupted' })
    expect(await frameOf(operator.app, id, null)).toBeNull()
  }
})

test('a page whose time is over while somebody types is closed, and nothing more is typed', async () => {
  await using trial = await challengedTrial()
  await using _desk = atDesk(trial.process)
  const worker = trial.process
  const operator = await trial.start()
  await trial.check(ADA.username, { app: worker.app })
  const human = await Human.arrive(operator)
  await human.does({ kind: 'text', text: '12' })
  trial.clock.advance(DIALOGUE_MS + 1)
  expect(await human.does({ kind: 'text', text: '34' })).toBe('ended')
  await human.seesThat(({ ending }) => ending === 'expired')
  expect((await trial.account()).standing).toBe('challenged')
})
