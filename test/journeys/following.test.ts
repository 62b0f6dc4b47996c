import { setImmediate } from 'node:timers/promises'
import { expect, test } from 'vitest'
import { reason, reasonText } from '../../src/accounts/reasons.ts'
import { CheckLeftError } from '../../src/checks/check-left.ts'
import { linesOf } from '../../src/cli/commands/check-command.ts'
import { announceWork } from '../../src/presence/worker-store.ts'
import { beginLogin, releaseLease, takeLease } from '../../src/sessions/lease.ts'
import { stopAccount } from '../../src/sessions/stop.ts'
import { ADA, Trial } from '../trial.ts'

/** A trial in which another process reads whatever is ordered, as soon as it comes to it. */
async function beside() {
  const trial = await Trial.open()
  const following = trial.process
  const service = await trial.start()
  await announceWork(service.app, true)
  return {
    trial,
    following: following.app,
    service: service.app,
    requests: () => following.requests,
  }
}

test('whoever follows a check in line is told its place once, and that the service goes on', async () => {
  const { trial, following, service, requests } = await beside()
  await using _trial = trial
  const lease = await takeLease(service, (await trial.account()).id)
  if (!lease) throw new Error('keeper is not free')
  await beginLogin(service, lease, 3_600_000)
  const stop = new AbortController()
  const check = trial.check(ADA.username, { app: following, signal: stop.signal })
  check.catch(() => undefined)
  while (trial.told('check-waits').length === 0) await setImmediate()
  for (let turn = 0; turn < 200; turn += 1) await setImmediate()
  stop.abort(new Error('a Ctrl-C'))
  await expect(check).rejects.toThrow(CheckLeftError)
  expect(trial.told('check-waits')).toMatchObject([{ place: 1 }])
  expect(requests()).toBe(0)
  await releaseLease(service, lease)
})

test('whoever follows a check is told why it rests, and is not kept when only a human can help', async () => {
  const { trial, following, service, requests } = await beside()
  await using _trial = trial
  const blocked = { standing: 'blocked', why: reason('feedback'), forMs: 3_600_000 } as const
  await stopAccount(service, await trial.account(), blocked)
  const check = trial.check(ADA.username, { app: following })
  while (trial.told('check-parked').length === 0) await setImmediate()
  expect(trial.told('check-parked')[0]?.why).toBe(reasonText(blocked.why))
  await trial.resume('keeper')
  const challenged = { standing: 'challenged', why: reason('challenged'), forMs: null } as const
  await stopAccount(service, await trial.account(), challenged)
  const run = await check
  expect(run).toMatchObject({ status: 'needs-human', isFollowed: true })
  expect(linesOf(run).join('\n')).toMatch(/the service goes on with it.*\n.*keeper is challenged/)
  expect(requests()).toBe(0)
})

test('a slice that is stopped beside a service is gone on with by the service', async () => {
  await using trial = await Trial.open()
  const reader = trial.process
  const service = await trial.start()
  const stop = new AbortController()
  reader.beforeRequest = async (_request, number) => {
    if (number !== 4) return
    await announceWork(service.app, true)
    stop.abort(new Error('a Ctrl-C'))
  }
  const check = trial.check(ADA.username, { app: reader.app, signal: stop.signal })
  await expect(check).rejects.toThrow(/the service goes on with it/)
})
