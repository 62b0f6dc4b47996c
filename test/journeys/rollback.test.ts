import { expect, test } from 'vitest'
import { moveStanding } from '../../src/accounts/account-store.ts'
import { moveAccount } from '../../src/accounts/move-account.ts'
import { reason } from '../../src/accounts/reasons.ts'
import { openCheck } from '../../src/checks/order.ts'
import { readNext } from '../../src/checks/runner.ts'
import { EXIT } from '../../src/cli/exit-code.ts'
import { releaseLease, takeLease } from '../../src/sessions/lease.ts'
import { type RollbackOutcome, rollBack } from '../../src/sessions/rollback.ts'
import { versionsOf } from '../../src/sessions/version-store.ts'
import { rollbackWords } from '../../src/words/rollback-words.ts'
import { commandHere } from '../command-here.ts'
import { never, orderOf, Trial } from '../trial.ts'

test('a rollback puts the former version to use once it has answered, and leads back again', async () => {
  await using trial = await Trial.open()
  await trial.giveSession('keeper')
  trial.counters.reset()
  expect(await back(trial)).toEqual({ kind: 'rolled-back', version: 1, from: 2 })
  expect(trial.counters.requests).toBe(1)
  expect(await labels(trial)).toEqual(['2 previous kept', '1 current kept'])
  expect((await trial.check()).status).toBe('completed')
  expect(trial.counters.logins).toEqual({})
  expect(await back(trial, 2)).toEqual({ kind: 'rolled-back', version: 2, from: 1 })
  expect(await labels(trial)).toEqual(['2 current kept', '1 previous kept'])
  expect(trial.told('session-renewed')).toMatchObject([
    { version: 1, how: 'rolled-back', cause: 'manual' },
    { version: 2, how: 'rolled-back', cause: 'manual' },
  ])
})

test('a session that was wrongly believed dead is current again when it answers', {
  tags: 'long',
}, async () => {
  await using trial = await Trial.open()
  await trial.app.db
    .updateTable('instagram_sessions')
    .set({ died_at: new Date(), cause: 'said so' })
    .execute()
  await trial.giveSession('keeper')
  expect((await back(trial)).kind).toBe('no-version')
  expect(await back(trial, 1)).toEqual({ kind: 'rolled-back', version: 1, from: 2 })
  const [, first] = await versions(trial)
  expect(first).toMatchObject({ label: 'current', diedAt: null, cause: null, isKept: true })
})

test('a former version that Instagram does not accept leaves the one in use as it was', async () => {
  await using trial = await Trial.open()
  const [old] = trial.instagram.sessions()
  await trial.giveSession('keeper')
  trial.instagram.endSession(old ?? fail(), 'please-wait')
  expect(await back(trial)).toEqual({ kind: 'dead', version: 1 })
  expect(await labels(trial)).toEqual(['2 current kept', '1 previous kept'])
  expect((await versions(trial))[1]?.diedAt).not.toBeNull()
  expect(await back(trial)).toEqual({ kind: 'no-version', version: null })
  expect((await trial.check()).status).toBe('completed')
})

test('what cannot be gone back to is said, and nothing is asked of Instagram', async () => {
  await using trial = await Trial.open()
  expect(await back(trial)).toEqual({ kind: 'no-version', version: null })
  expect(await back(trial, 9)).toEqual({ kind: 'no-version', version: 9 })
  expect(await back(trial, 1)).toEqual({ kind: 'current', version: 1 })
  await trial.giveSession('keeper')
  await trial.giveSession('keeper')
  trial.counters.reset()
  expect(await labels(trial)).toEqual(['3 current kept', '2 previous kept', '1 retired erased'])
  expect(await back(trial, 1)).toEqual({ kind: 'erased', version: 1 })
  const move = {
    to: 'challenged',
    by: 'instagram',
    why: reason('challenged'),
    forMs: null,
  } as const
  await moveStanding(trial.app, await trial.account(), move)
  expect(await back(trial)).toMatchObject({ kind: 'stopped', standing: 'challenged' })
  expect(trial.counters.requests).toBe(0)
})

test('an account at work is not disturbed; paused, its session can be rolled back', {
  tags: 'long',
}, async () => {
  await using trial = await Trial.open()
  await trial.giveSession('keeper')
  const outcomes: RollbackOutcome[] = []
  trial.process.beforeRequest = async (_request, number) => {
    if (number === 4) outcomes.push(await back(trial))
  }
  expect((await trial.check()).status).toBe('completed')
  expect(outcomes).toEqual([{ kind: 'busy' }])
  await moveAccount(trial.app, await trial.account(), 'paused')
  expect(await back(trial)).toMatchObject({ kind: 'rolled-back', version: 1 })
  expect(await trial.account()).toMatchObject({ standing: 'paused' })
})

test('a process that dies while it tests a former version has changed nothing', async () => {
  await using trial = await Trial.open()
  await trial.giveSession('keeper')
  const over = new AbortController()
  trial.process.beforeRequest = async () => over.abort(new Error('killed'))
  const account = await trial.account()
  await expect(rollBack(trial.app, account, null, over.signal)).rejects.toThrow('killed')
  expect(await labels(trial)).toEqual(['2 current kept', '1 previous kept'])
  const lease = await takeLease(trial.app, account.id)
  if (lease === null) throw new Error('the lease was left behind')
  await releaseLease(trial.app, lease)
})

test('a check that a login has spoilt goes on with the version before it, on its next page', async () => {
  await using trial = await Trial.open()
  const check = await openCheck(trial.app, orderOf())
  const slice = { ...trial.app, slice: { pagesMax: 2, forMs: 300_000 } }
  const only = { only: check.id, without: [] }
  await readNext(slice, only, never())
  await trial.giveSession('keeper')
  expect((await back(trial)).kind).toBe('rolled-back')
  const run = await trial.check()
  expect(run.status).toBe('completed')
  expect(run.check.logins).toBe(0)
})

test('the command says what came of it, and the audit log who did it', {
  tags: 'long',
}, async () => {
  await using trial = await Trial.open()
  await trial.giveSession('keeper')
  const run = (...argv: string[]) => commandHere(trial.settings(), ...argv)
  const done = await run('session', 'rollback', 'keeper', '--json')
  expect(done).toMatchObject({
    exitCode: EXIT.ok,
    json: { account: 'keeper', outcome: 'rolled-back', version: 1 },
  })
  const none = await run('session', 'rollback', 'keeper', '--to', '7')
  expect(none.exitCode).toBe(EXIT.badInput)
  expect(none.stdout).toBe('')
  expect(none.stderr).toBe(
    'The session of keeper stays as it is: there is no version 7. See: evercheck session list keeper. (VERSION_UNKNOWN)\n',
  )
  expect((await run('session', 'rollback', 'keeper', '--to', 'x')).exitCode).toBe(EXIT.badInput)
  const list = await run('session', 'list', 'keeper')
  expect(list.stdout).toMatch(/^2 +previous +import .*\n1 +current +import .*kept/m)
  const { json } = await run('audit', '--act', 'session.rollback', '--json')
  const entry = { act: 'session.rollback', objectId: 'keeper', outcome: 'begun' }
  expect(json).toMatchObject({ entries: [entry, entry] })
})

test('every outcome has its words in both languages', () => {
  const until = new Date(0)
  const outcomes: RollbackOutcome[] = [
    { kind: 'rolled-back', version: 3, from: 4 },
    { kind: 'rolled-back', version: 3, from: null },
    { kind: 'no-version', version: null },
    { kind: 'resting', until, why: { kind: 'throttled', detail: null } },
    { kind: 'stopped', standing: 'challenged', why: { kind: 'challenged', detail: null } },
    { kind: 'busy' },
  ]
  const said = (['en', 'ru'] as const).flatMap((language) =>
    outcomes.map((outcome) => rollbackWords(language, outcome, 'keeper')),
  )
  expect(new Set(said).size).toBe(2 * outcomes.length)
  expect(said.every((words) => !/undefined|null/.test(words))).toBe(true)
})

async function back(trial: Trial, to: number | null = null): Promise<RollbackOutcome> {
  return rollBack(trial.app, await trial.account(), to, never())
}

async function versions(trial: Trial) {
  const { id } = await trial.account()
  return versionsOf(trial.app, id, { countMax: 10, before: null })
}

async function labels(trial: Trial): Promise<readonly string[]> {
  return (await versions(trial)).map(({ version, label, isKept }) => {
    return `${version} ${label} ${isKept ? 'kept' : 'erased'}`
  })
}

function fail(): never {
  throw new Error('Instagram knows a session')
}
