import { sql } from 'kysely'
import { expect, test } from 'vitest'
import type { LoginOutcome } from '../../src/instagram/login/outcome.ts'
import { SideCar } from '../../src/instagram/login/side-car.ts'
import { setAccountProxy } from '../../src/sessions/account-proxy.ts'
import { instagrapiWay } from '../../src/sessions/ways/instagrapi-way.ts'
import { briefly } from '../brief.ts'
import { USER_AGENT } from '../scripted-browser.ts'
import { FakeSideCar } from '../side-car.ts'
import { ADA, Trial } from '../trial.ts'

const CRASH = { kind: 'technical', code: 'BROWSER_CRASHED', detail: 'the page crashed' } as const

/** A check by an account without a session, whose browser comes to `outcome`. */
async function checkAfter(
  trial: Trial,
  sideCar: FakeSideCar,
  outcome: LoginOutcome,
): Promise<string> {
  trial.browser.outcomes.push(outcome)
  const { app } = trial
  const car = new SideCar({ url: new URL(sideCar.url), timeoutMs: 5000 })
  const ownUserAgent = async () => USER_AGENT
  const second = instagrapiWay({ ...app, proxy: null, ownUserAgent }, car)
  const loginWays = [...app.loginWays, second]
  const given = { app: { ...app, loginWays, patienceMs: 0 }, signal: AbortSignal.timeout(5000) }
  return trial.check(ADA.username, given).then(
    ({ status }) => status,
    () => 'put down',
  )
}

async function logins(trial: Trial): Promise<readonly string[]> {
  const found = await sql<{ method: string; outcome: string }>`
    select method, outcome from session_refreshes order by started_at, method
  `.execute(trial.app.db)
  return found.rows.map(({ method, outcome }) => `${method} ${outcome}`)
}

test('where the browser itself has failed the side-car logs in, and the web proves its session', async () => {
  await using trial = await Trial.open({ loggedIn: [] })
  await using sideCar = await FakeSideCar.open(trial.instagram)
  expect(await checkAfter(trial, sideCar, CRASH)).toBe('completed')
  expect(await logins(trial)).toEqual(['browser technical', 'instagrapi logged-in'])
  const sessions = await sql`select label, method from instagram_sessions`.execute(trial.app.db)
  expect(sessions.rows).toEqual([{ label: 'current', method: 'instagrapi' }])
  // Asked for a code, it was asked once more with one.
  expect(sideCar.forms.map((form) => /^\d{6}$/.test(form.verification_code ?? ''))).toEqual([
    false,
    true,
  ])
})

for (const { tags, rows } of briefly(1, [
  [{ kind: 'wrong-password', detail: 'the page says so' }],
  [{ kind: 'challenged', where: '/challenge/', detail: 'a challenge' }],
  [{ kind: 'throttled', detail: 'please wait' }],
] as const)) {
  test.each(rows)(
    'what Instagram has said to the browser is not asked again by another door: %j',
    { tags },
    async (said) => {
      await using trial = await Trial.open({ loggedIn: [] })
      await using sideCar = await FakeSideCar.open(trial.instagram)
      await checkAfter(trial, sideCar, said)
      expect(sideCar.forms).toEqual([])
    },
  )
}

test('a side-car that is too old says so, and the account is judged by its browser', async () => {
  await using trial = await Trial.open({ loggedIn: [] })
  await using sideCar = await FakeSideCar.open(trial.instagram)
  sideCar.mood = { status: 500, detail: 'needs_upgrade', exc_type: 'ClientError' }
  await checkAfter(trial, sideCar, CRASH)
  expect(await logins(trial)).toContain('instagrapi needs-upgrade')
  const { standing, lastError, restingWhy } = await trial.account()
  expect(standing).toBe('active')
  expect(`${lastError} ${restingWhy}`).toContain(
    'the page crashed; instagrapi: ClientError needs_upgrade',
  )
})

test('a session that the web does not accept is said to be one, and no further login is made', async () => {
  await using trial = await Trial.open({ loggedIn: [] })
  await using sideCar = await FakeSideCar.open(trial.instagram)
  sideCar.mood = 'useless'
  await checkAfter(trial, sideCar, CRASH)
  const [rest] = trial.told('account-resting')
  expect(rest?.why.detail).toContain(
    'the web does not accept the session that the side-car has made',
  )
  expect(sideCar.forms.filter((form) => form.verification_code === undefined)).toHaveLength(1)
})

test('the side-car leaves by the way that the account has', { tags: 'long' }, async () => {
  await using trial = await Trial.open({ loggedIn: [] })
  await using sideCar = await FakeSideCar.open(trial.instagram)
  const { id } = await trial.account()
  await setAccountProxy(trial.app, id, 'http://me:a%40b@127.0.0.1:9')
  await checkAfter(trial, sideCar, CRASH)
  expect(sideCar.forms[0]).toMatchObject({ proxy: 'http://me:a%40b@127.0.0.1:9', locale: 'en_US' })
})
