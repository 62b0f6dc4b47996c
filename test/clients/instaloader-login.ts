import { strict as assert } from 'node:assert'
import type { Ended } from './client.ts'
import { library, NO_WAITING, why } from './instaloader.ts'
import type { Stage } from './stage.ts'
import { THEN, type Try } from './try.ts'

const client = 'instaloader'
/** The first version that needs no `window._sharedData`. */
const OF_TODAY = '4.10.1'
/** The first version that takes a failed question for "not logged in" (instaloader #2157). */
const ASKS_LAXLY = '4.12'

/** How instaloader logs in, is refused, and judges a session that it has. */
export const instaloaderLogins: readonly Try[] = [
  {
    client,
    title: 'cannot log in to the Instagram of today: its page tells no CSRF token',
    versions: { before: OF_TODAY },
    async run(stage) {
      const { code, stderr } = await logIn(stage, 'second', stage.passwordOf('second'))
      assert.equal(code, 1)
      assert.match(stderr, /Could not find "window\._sharedData" in html response/)
      assert.deepEqual((await stage.control('counters')).loginAttempts, {})
      return 'Could not find "window._sharedData"; no password is sent'
    },
  },
  {
    client,
    title: 'logs in to the Instagram of today and keeps the session',
    versions: { from: OF_TODAY },
    run: logsIn,
  },
  {
    client,
    title: 'logs in to the Instagram of 2022 and keeps the session',
    faults: THEN,
    run: logsIn,
  },
  {
    client,
    title: 'passes the second factor',
    faults: THEN,
    async run(stage) {
      const code = await stage.codeOf('keeper')
      const password = stage.passwordOf('keeper')
      const answer = await library(stage, { act: 'log-in', username: 'keeper', password, code })
      assert.deepEqual([answer.secondFactor, answer.testLogin], [true, 'keeper'])
      return 'TwoFactorAuthRequiredException, then the code: logged in'
    },
  },
  {
    client,
    title: 'asks again at its prompts for a wrong password and a wrong code',
    faults: THEN,
    async run(stage) {
      const code = await stage.codeOf('keeper')
      const wrong = String((Number(code) + 500_000) % 1_000_000).padStart(6, '0')
      const typed = ['not it', stage.passwordOf('keeper'), wrong, code, ''].join('\n')
      const ended = await logIn(stage, 'keeper', null, typed)
      assert.equal(ended.code, 0, ended.stderr)
      assert.match(ended.stderr, /Login error: Wrong password\.[\s\S]*2FA error: Please check/)
      assert.match(ended.stdout, /Logged in as keeper\./)
      const { logins, loginAttempts } = await stage.control('counters')
      assert.deepEqual([loginAttempts, logins], [{ 'web-ajax': 2 }, { 'web-ajax': 1 }])
      return 'Wrong password; 2FA error: Please check the security code and try again; logged in'
    },
  },
  {
    client,
    title: 'is told a wrong password and an unknown user',
    faults: THEN,
    async run(stage) {
      const wrong = await logIn(stage, 'second', 'not it')
      assert.match(refusal(wrong), /Login error: Wrong password/)
      const unknown = await logIn(stage, 'nobody.at.all', 'not it')
      assert.match(refusal(unknown), /Login error: User nobody\.at\.all does not exist/)
      return 'Wrong password; User nobody.at.all does not exist'
    },
  },
  {
    client,
    title: 'meets a checkpoint after too many logins, also with the right password',
    faults: { ...THEN, loginsMax: 2 },
    async run(stage) {
      for (const password of ['one', 'two']) await logIn(stage, 'second', password)
      const { pk } = await stage.control('truth/second')
      const said = refusal(await logIn(stage, 'second', stage.passwordOf('second')))
      const url = new RegExp(`Checkpoint required\\. Point your browser to \\S*/challenge/${pk}/`)
      assert.match(said, url)
      return 'Checkpoint required. Point your browser to …/challenge/…'
    },
  },
  {
    client,
    title: 'is refused while it is throttled, and that is counted against it',
    faults: THEN,
    async run(stage) {
      await stage.control('throttle', { username: 'second', forMs: 600_000 })
      const said = refusal(await logIn(stage, 'second', stage.passwordOf('second')))
      assert.match(said, /Please wait a few minutes before you try again/)
      assert.equal((await stage.control('counters')).loginsWhileThrottled, 1)
      return 'message "Please wait a few minutes before you try again."'
    },
  },
  {
    client,
    title: 'goes on with the cookies of a browser',
    async run(stage) {
      const cookies = await stage.cookiesOf('keeper')
      const answer = await library(stage, { act: 'test-login', username: 'keeper', cookies })
      assert.equal(answer.testLogin, 'keeper')
      const { logins, sessionsCreated } = await stage.control('counters')
      assert.deepEqual([logins, sessionsCreated], [{}, 1])
      return 'test_login: keeper; no login was made'
    },
  },
  {
    client,
    title: 'does not take empty cookies for a login',
    versions: { before: ASKS_LAXLY },
    async run(stage) {
      const cookies = { sessionid: '', csrftoken: 'x', ds_user_id: '' }
      const answer = await library(stage, { act: 'test-login', username: 'keeper', cookies })
      assert.equal(answer.testLogin, null)
      return 'test_login: None'
    },
  },
  {
    client,
    title: 'logs in again when its session has died plainly',
    faults: THEN,
    async run(stage) {
      await storeSession(stage)
      await stage.control('sessions/kill', { username: 'second' })
      const { code, stderr } = await logIn(stage, 'second', stage.passwordOf('second'))
      assert.equal(code, 0, stderr)
      assert.deepEqual((await stage.control('counters')).logins, { 'web-ajax': 1 })
      return 'test_login: None; one login'
    },
  },
  {
    client,
    title: 'gives up at the please-wait 401, be it a death or a throttle',
    versions: { before: ASKS_LAXLY },
    faults: THEN,
    async run(stage) {
      const [death, throttle] = await meetsPleaseWaitTwice(stage)
      assert.match(refusal(death), /HTTP error code 401/)
      assert.match(refusal(throttle), /HTTP error code 401/)
      assert.deepEqual((await stage.control('counters')).loginAttempts, {})
      return 'HTTP error code 401; no login'
    },
  },
  {
    client,
    title: 'takes the please-wait 401 for a death, and logs in while it is throttled',
    versions: { from: ASKS_LAXLY },
    faults: THEN,
    async run(stage) {
      const [death, throttle] = await meetsPleaseWaitTwice(stage)
      assert.match(death.stdout, /Logged in as second\./)
      assert.match(refusal(throttle), /Please wait a few minutes/)
      assert.equal((await stage.control('counters')).loginsWhileThrottled, 1)
      return 'logs in after the death; logs in, and is refused, in the throttle'
    },
  },
]

/** Runs the program with its session file and, where it is given, the password. */
function logIn(
  stage: Stage,
  username: string,
  password: string | null,
  input = '',
): Promise<Ended> {
  const secret = password === null ? [] : ['--password', password]
  return stage.run(['--login', username, ...secret, ...NO_WAITING], input)
}

/** What it said when it was refused; that it was not is a failure. */
function refusal({ code, stdout, stderr }: Ended): string {
  assert.notEqual(code, 0, stdout)
  return stderr
}

async function logsIn(stage: Stage): Promise<string> {
  const first = await logIn(stage, 'second', stage.passwordOf('second'))
  assert.equal(first.code, 0, first.stderr)
  assert.match(first.stdout, /Logged in as second\.\nSaved session/)
  const again = await logIn(stage, 'second', null)
  assert.equal(again.code, 0, again.stderr)
  assert.match(again.stdout, /Loaded session.*\nLogged in as second\./)
  const { logins, loginAttempts, bySurface } = await stage.control('counters')
  assert.deepEqual([loginAttempts, logins], [{ 'web-ajax': 1 }, { 'web-ajax': 1 }])
  assert.equal(bySurface['graphql:test-login'], 1)
  return 'logged in; the session file spared it the next login'
}

/** Gives the program a session file that was made elsewhere. */
async function storeSession(stage: Stage): Promise<void> {
  const cookies = await stage.cookiesOf('second')
  const act = 'write-session'
  const answer = await library(stage, { act, username: 'second', cookies, to: 'session' })
  if (answer.error) throw new Error(why(answer))
}

/** The same answer twice: for a session that died in disguise, and for a throttled live one. */
async function meetsPleaseWaitTwice(stage: Stage): Promise<[Ended, Ended]> {
  const password = stage.passwordOf('second')
  await storeSession(stage)
  await stage.control('sessions/kill', { username: 'second', disguise: 'please-wait' })
  const death = await logIn(stage, 'second', password)
  await storeSession(stage)
  await stage.control('throttle', { username: 'second', forMs: 600_000 })
  return [death, await logIn(stage, 'second', password)]
}
