import { readFileSync } from 'node:fs'
import { chmod, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { addAccount, changeSettings } from '../../simulator/control/plan.ts'
import { type Simulator, startSimulator } from '../../simulator/server.ts'
import type { AccountSpec } from '../../simulator/world/settings.ts'
import { totpCode, totpStep } from '../../simulator/world/totp.ts'
import { parseCookies } from '../../src/instagram/cookies/pasted-cookies.ts'
import type { Device, SessionState } from '../../src/instagram/cookies/session-state.ts'
import { launchChromium, openDevice } from '../../src/instagram/login/browser.ts'
import { findBrowser } from '../../src/instagram/login/browser-executable.ts'
import { browserLogin, LoginBrowser } from '../../src/instagram/login/browser-login.ts'
import type { LoginAsk, LoginStep } from '../../src/instagram/login/login-flow.ts'
import type { LoginOutcome } from '../../src/instagram/login/outcome.ts'
import { systemClock } from '../../src/kernel/clock.ts'
import { seededRandom } from '../../src/kernel/ids.ts'
import { hasSandbox } from '../sandbox.ts'

const PASSWORD = 'planted-Secret-0481'
const TOTP = 'JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP'

let simulator: Simulator
let browser: LoginBrowser
let users = 0

beforeAll(async () => {
  simulator = await startSimulator({ config: { accounts: [], targets: [] } })
  browser = new LoginBrowser(await context())
})
afterAll(async () => {
  await browser?.close()
  await simulator?.close()
})
beforeEach(() => set({}))

async function context(executable?: string) {
  return {
    executable: executable ?? (await findBrowser({ path: null })),
    connect: { host: simulator.host, port: simulator.port, ca: simulator.ca },
    clock: systemClock,
    random: seededRandom(1),
    hideWebdriver: false,
    sandbox: await hasSandbox(),
    timeoutMs: 20_000,
  }
}

/** How the login surfaces behave in this test. */
function set(settings: Record<string, unknown>): void {
  const login = { renderDelayMs: 20, ...settings }
  const change = { reset: true, login, loginsMax: 20 }
  changeSettings(simulator.world, change, simulator.initial)
}

/** A new account, and who logs in to it. */
function account(spec: Partial<AccountSpec> = {}): LoginAsk & { readonly steps: LoginStep[] } {
  const username = `keeper${++users}`
  addAccount(simulator.world, { username, password: PASSWORD, ...spec })
  const steps: LoginStep[] = []
  return {
    username,
    password: PASSWORD,
    nextCode: null,
    state: null,
    steps,
    onStep: (step) => steps.push(step),
  }
}

function accountWithTotp() {
  return { ...account({ totpSecret: TOTP }), nextCode: freshCode }
}

async function freshCode(): Promise<string> {
  return totpCode(TOTP, totpStep(simulator.world.clock.nowMs()))
}

function login(ask: LoginAsk, signal = new AbortController().signal): Promise<LoginOutcome> {
  return browser.login(ask, signal)
}

async function loggedIn(ask: LoginAsk): Promise<SessionState> {
  const outcome = await login(ask)
  if (outcome.kind !== 'logged-in') throw new Error(`not logged in: ${JSON.stringify(outcome)}`)
  return outcome.state
}

let device: Promise<Device> | null = null

/** What a device holds whose account logged in some time ago. Only the first one really did. */
async function heldBy({ username }: LoginAsk): Promise<SessionState> {
  device ??= loggedIn(account()).then((state) => state.device)
  const { world } = simulator
  const known = world.findAccount(username)
  if (!known) throw new Error(`Instagram knows no ${username}`)
  const { session, setCookies } = world.openSession(known, {
    device: { ...world.newDevice(), userAgent: (await device).userAgent },
    surface: 'web',
    address: '127.0.0.1',
    method: 'control',
  })
  const lines = setCookies.map((line) => line.slice(0, line.indexOf(';'))).join('; ')
  const { wwwClaim } = session
  return { cookies: parseCookies(lines), origins: [], device: await device, wwwClaim }
}

function cookie(state: SessionState, name: string): string | undefined {
  return state.cookies.find((one) => one.name === name)?.value
}

/** The simulator's sessions of one user, the newest last. */
function sessionsOf(username: string) {
  return simulator.world.sessions().filter((session) => session.account.username === username)
}

const MARKUPS = [
  { loginMarkup: 'classic', caa: false, cookieDialog: 'decline', renderDelayMs: 150 },
  { loginMarkup: 'named', caa: true, cookieDialog: 'essential' },
  { loginMarkup: 'unnamed', caa: false, cookieDialog: 'accept' },
]

describe.each(MARKUPS)(
  'in the markup $loginMarkup (newer answers: $caa)',
  ({ cookieDialog, ...markup }) => {
    test('past the cookie dialog, a login comes back with the very session that was opened', async () => {
      set({ ...markup, cookieDialog })
      const ask = account()
      const outcome = await login(ask)
      expect(outcome).toMatchObject({ kind: 'logged-in', typed: true })
      const [session] = sessionsOf(ask.username)
      const state = outcome.kind === 'logged-in' ? outcome.state : null
      expect(state && cookie(state, 'sessionid')).toBe(session?.sessionid)
      expect(state && cookie(state, 'ds_user_id')).toBe(session?.account.pk)
      expect(state?.wwwClaim).toBe(session?.wwwClaim)
      expect(state?.device.userAgent).toBe(session?.device.userAgent)
      expect(ask.steps).toEqual(['open', 'type', 'submitted', 'harvest'])
    })

    test('the code of the authenticator is typed, and the device is trusted from then on', async () => {
      set(markup)
      const ask = accountWithTotp()
      const state = await loggedIn(ask)
      simulator.world.kill({ username: ask.username, disguise: 'plain' })
      const again = await login({ ...ask, nextCode: null, state })
      expect(again).toMatchObject({ kind: 'logged-in', typed: true })
      expect(sessionsOf(ask.username)).toHaveLength(2)
    })
  },
)

describe.each([
  { loginMarkup: 'classic', caa: false },
  { loginMarkup: 'named', caa: true },
])('in answers of the $loginMarkup markup', (markup) => {
  test('a wrong password is a wrong password', async () => {
    set(markup)
    const outcome = await login({ ...account(), password: 'wrong' })
    expect(outcome.kind).toBe('wrong-password')
  })

  test('a wrong code is refused, and no second one is tried', async () => {
    set(markup)
    let codes = 0
    const outcome = await login({
      ...accountWithTotp(),
      nextCode: async () => {
        codes++
        return '000000'
      },
    })
    expect(outcome.kind).toBe('code-rejected')
    expect(codes).toBe(1)
  })

  test('an unknown user is told from a wrong password, where Instagram tells them apart', async () => {
    set(markup)
    const outcome = await login({ ...account(), username: 'nobody.at.all' })
    // The newer login says the same of both (facts 5.2).
    expect(outcome.kind).toBe(markup.caa ? 'wrong-password' : 'unknown-user')
  })

  test('a code that nobody can compute is asked of the operator', async () => {
    set(markup)
    const outcome = await login({ ...accountWithTotp(), nextCode: null })
    expect(outcome.kind).toBe('code-needed')
  })

  test('a challenge is left to a human', async () => {
    set(markup)
    const outcome = await login(account({ standing: 'challenged' }))
    expect(outcome).toMatchObject({ kind: 'challenged', where: '/challenge/*/*/' })
  })

  test('a suspended account is told', async () => {
    set(markup)
    expect((await login(account({ standing: 'suspended' }))).kind).toBe('suspended')
  })

  test('a throttled login is told', async () => {
    set({ ...markup, refusal: 'throttled' })
    expect((await login(account())).kind).toBe('throttled')
  })
})

describe('a session that died', () => {
  test.each(['plain', 'delete-cookie', 'please-wait'] as const)(
    'as %s is replaced by a new one on the same device',
    async (disguise) => {
      const ask = account()
      const state = await heldBy(ask)
      simulator.world.kill({ username: ask.username, disguise })
      const again = await login({ ...ask, state })
      expect(again).toMatchObject({ kind: 'logged-in', typed: true })
      const [first, second] = sessionsOf(ask.username)
      expect(second?.device).toEqual(first?.device)
      expect(again.kind === 'logged-in' && cookie(again.state, 'sessionid')).toBe(second?.sessionid)
    },
  )
})

describe('the code', () => {
  test.each([{ caa: false }, { caa: true }])(
    'is typed on the newer code page too ($caa)',
    async (markup) => {
      set({ ...markup, codePage: 'auth-platform' })
      expect(await login(accountWithTotp())).toMatchObject({ kind: 'logged-in', typed: true })
    },
  )

  test('goes the newer way where the account has an encrypted context', async () => {
    set({ encryptedContext: true })
    expect((await login(accountWithTotp())).kind).toBe('logged-in')
  })

  test('that comes by e-mail is left to a human', async () => {
    set({ challenge: 'auth-platform' })
    const outcome = await login({ ...account({ standing: 'challenged' }), nextCode: freshCode })
    expect(outcome.kind).toBe('challenged')
  })
})

describe('Instagram says no', () => {
  test.each([
    ['throttled-429', 'throttled'],
    ['suspicious-address', 'throttled'],
    ['password-reset', 'wrong-password'],
  ])('as %s', async (refusal, kind) => {
    set({ refusal })
    expect((await login(account())).kind).toBe(kind)
  })

  test.each([
    ['automated-behaviour', 'challenged'],
    ['disabled', 'suspended'],
  ] as const)('to an account that is %s', async (standing, kind) => {
    const outcome = await login(account({ standing }))
    expect(outcome.kind).toBe(kind)
  })

  test.each(['challenged', 'automated-behaviour', 'consent'] as const)(
    'to a device whose account became %s while it was logged in',
    async (standing) => {
      const ask = account()
      const state = await heldBy(ask)
      const known = simulator.world.findAccount(ask.username)
      if (known) known.standing = standing
      expect((await login({ ...ask, state })).kind).toBe('challenged')
    },
  )

  test('a login that takes too long as a whole ends, whatever its steps may take', async () => {
    const hasty = { ...(await context()), wholeMs: 1 }
    const outcome = await browserLogin(hasty, account(), new AbortController().signal)
    expect(outcome).toMatchObject({ kind: 'technical', code: 'LOGIN_TIMEOUT' })
    expect(outcome).toMatchObject({ detail: expect.stringContaining('too long as a whole') })
  })

  test('with a page that nobody knows: the method failed, and the page is described', async () => {
    const change = { every: [{ row: '24c', surface: 'page:login', probability: 1 }] }
    changeSettings(simulator.world, change, simulator.initial)
    const hasty = { ...(await context()), timeoutMs: 6_000 }
    const outcome = await browserLogin(hasty, account(), new AbortController().signal)
    expect(outcome).toMatchObject({ kind: 'technical', code: 'UNKNOWN_PAGE' })
    expect(outcome).toMatchObject({ detail: expect.stringContaining('title "Error"') })
  })
})

describe('a device', () => {
  test('that is still logged in types nothing', async () => {
    const ask = account()
    const state = await heldBy(ask)
    const again = await login({ ...ask, password: 'not needed', state })
    expect(again).toMatchObject({ kind: 'logged-in', typed: false })
    expect(sessionsOf(ask.username)).toHaveLength(1)
    expect(again.kind === 'logged-in' && again.state.device).toEqual(state.device)
    expect(again.kind === 'logged-in' && again.state.wwwClaim).toBe(state.wwwClaim)
  })

  test('keeps its local storage', async () => {
    const ask = account()
    const state = await heldBy(ask)
    const localStorage = [{ name: 'kept', value: 'from the last time' }]
    const origins = [{ origin: 'https://www.instagram.com', localStorage }]
    const again = await loggedIn({ ...ask, state: { ...state, origins } })
    expect(again.origins).toEqual(origins)
  })

  test('that has saved the login continues as our user without a password', async () => {
    const ask = account()
    const state = await saveLoginInfo(await heldBy(ask))
    simulator.world.kill({ username: ask.username, disguise: 'plain' })
    const outcome = await login({ ...ask, password: 'not needed', state })
    expect(outcome.kind).toBe('logged-in')
    const sessions = sessionsOf(ask.username)
    expect(outcome.kind === 'logged-in' && cookie(outcome.state, 'sessionid')).toBe(
      sessions.at(-1)?.sessionid,
    )
    expect(sessions).toHaveLength(2)
  })

  test.each([false, true])('is disguised in nothing but what is asked for (%s)', async (hidden) => {
    const chromium = await launchChromium({ ...(await context()), hideWebdriver: hidden })
    try {
      const page = await chromium.browser.newPage()
      expect(await page.evaluate('navigator.webdriver')).toBe(!hidden)
      expect(await page.evaluate('navigator.userAgent')).toBe(chromium.userAgent)
      await expect(page.goto('https://example.com/')).rejects.toThrow('ERR_TUNNEL')
    } finally {
      await chromium.close()
    }
  })
})

/** Presses "Save info" as a person would, and gives what the device holds then. */
async function saveLoginInfo(state: SessionState): Promise<SessionState> {
  const chromium = await launchChromium(await context())
  try {
    const { context: device, page } = await openDevice(chromium, state.device, state, 20_000)
    await page.goto('https://www.instagram.com/accounts/onetap/?next=%2F')
    await page.getByRole('button', { name: 'Save info' }).click()
    await page.waitForURL('https://www.instagram.com/')
    return { ...state, ...(await device.storageState()) }
  } finally {
    await chromium.close()
  }
}

describe('the browser', () => {
  test('that is not there is told', async () => {
    const outcome = await browserLogin(
      { ...(await context()), executable: null },
      account(),
      new AbortController().signal,
    )
    expect(outcome).toMatchObject({ kind: 'technical', code: 'NO_BROWSER' })
  })

  test('that cannot start is told', async () => {
    const nothing = { ...(await context()), executable: '/nowhere/chromium' }
    const outcome = await browserLogin(nothing, account(), new AbortController().signal)
    expect(outcome).toMatchObject({ kind: 'technical', code: 'NO_BROWSER' })
  })

  test('that finds nobody is told', async () => {
    const gone = await startSimulator({ config: { accounts: [], targets: [] } })
    await gone.close()
    const away = {
      ...(await context()),
      connect: { host: gone.host, port: gone.port, ca: gone.ca },
    }
    const outcome = await browserLogin(away, account(), new AbortController().signal)
    expect(outcome).toMatchObject({ kind: 'technical', code: 'UNREACHABLE' })
  })

  test('trusts no certificate but that of the authority it was given', async () => {
    const other = await startSimulator({ config: { accounts: [], targets: [] } })
    try {
      const { host, port } = simulator
      const wrong = { ...(await context()), connect: { host, port, ca: other.ca } }
      const outcome = await browserLogin(wrong, account(), new AbortController().signal)
      expect(outcome).toMatchObject({ kind: 'technical', code: 'UNREACHABLE' })
    } finally {
      await other.close()
    }
  })

  test('is started once for logins that follow each other, and is gone after the end', async () => {
    let pids: readonly number[] = []
    await withBrowserProcess(async (kept, { started }) => {
      expect((await kept.login(account(), new AbortController().signal)).kind).toBe('logged-in')
      expect((await kept.login(account(), new AbortController().signal)).kind).toBe('logged-in')
      pids = started()
    })
    expect(pids).toHaveLength(1)
    expect(() => process.kill(pids[0] ?? 0, 0)).toThrow('ESRCH')
  })

  test('that was woken is the one that logs in, and is gone after the end', async () => {
    let pids: readonly number[] = []
    await withBrowserProcess(async (woken, { started }) => {
      woken.wake()
      woken.wake()
      expect((await woken.login(account(), new AbortController().signal)).kind).toBe('logged-in')
      pids = started()
    })
    expect(pids).toHaveLength(1)
    expect(() => process.kill(pids[0] ?? 0, 0)).toThrow('ESRCH')
  })

  test('that was woken for nothing is gone after the end', async () => {
    let pids: readonly number[] = []
    await withBrowserProcess(async (woken, { started }) => {
      woken.wake()
      await expect.poll(() => started().length).toBe(1)
      pids = started()
    })
    expect(() => process.kill(pids[0] ?? 0, 0)).toThrow('ESRCH')
  })

  test('that dies while it types is told without a word of what it typed', async () => {
    await withBrowserProcess(async (mortal, { kill }) => {
      const ask = account()
      const onStep = (step: LoginStep) => {
        if (step === 'type') kill()
      }
      const outcome = await mortal.login({ ...ask, onStep }, new AbortController().signal)
      expect(outcome).toMatchObject({ kind: 'technical', code: 'BROWSER_CRASHED' })
      expect(JSON.stringify(outcome)).not.toContain(PASSWORD)
      const next = await mortal.login(ask, new AbortController().signal)
      expect(next.kind).toBe('logged-in')
    })
  })

  test('that dies over the code is told without the code', async () => {
    await withBrowserProcess(async (mortal, { kill }) => {
      const nextCode = async () => {
        kill()
        return '135790'
      }
      const ask = { ...account({ totpSecret: TOTP }), nextCode }
      const outcome = await mortal.login(ask, new AbortController().signal)
      expect(outcome).toMatchObject({ kind: 'technical', code: 'BROWSER_CRASHED' })
      expect(JSON.stringify(outcome)).not.toMatch(/135790|planted/)
    })
  })
})

test('a blank login page is asked for on the first page', async () => {
  set({ blankLoginPage: true })
  expect((await login(account())).kind).toBe('logged-in')
})

describe('an abort', () => {
  test('before the form was sent ends the login, and nobody was bothered', async () => {
    const ask = account()
    const abort = new AbortController()
    const onStep = (step: LoginStep) => {
      if (step === 'type') abort.abort(new Error('going down'))
    }
    await expect(login({ ...ask, onStep }, abort.signal)).rejects.toThrow('going down')
    expect(sessionsOf(ask.username)).toHaveLength(0)
  })

  test('after the form was sent does not lose the login', async () => {
    const ask = account()
    const abort = new AbortController()
    const onStep = (step: LoginStep) => {
      if (step === 'submitted') abort.abort(new Error('going down'))
    }
    const outcome = await login({ ...ask, onStep }, abort.signal)
    expect(outcome.kind).toBe('logged-in')
    expect(sessionsOf(ask.username)).toHaveLength(1)
  })
})

type BrowserProcess = {
  /** The ids of the processes that were started so far. */
  started(): readonly number[]
  /** Kills the last of them. */
  kill(): void
}

/** A separate browser, whose process can be watched and killed. */
async function withBrowserProcess(
  act: (browser: LoginBrowser, process: BrowserProcess) => Promise<void>,
): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'browser-'))
  const real = await findBrowser({ path: null })
  const wrapper = join(folder, 'browser.sh')
  const pids = join(folder, 'pids')
  await writeFile(wrapper, `#!/bin/sh\necho $$ >> '${pids}'\nexec '${real}' "$@"\n`)
  await writeFile(pids, '')
  // Of root the browser runs as another user.
  await Promise.all([chmod(folder, 0o711), chmod(wrapper, 0o755), chmod(pids, 0o666)])
  const started = () => readFileSync(pids, 'utf8').split('\n').filter(Boolean).map(Number)
  const mortal = new LoginBrowser(await context(wrapper))
  try {
    await act(mortal, { started, kill: () => process.kill(started().at(-1) ?? 0, 'SIGKILL') })
  } finally {
    await mortal.close()
    await rm(folder, { recursive: true })
  }
}
