import { readFileSync } from 'node:fs'
import { chmod, mkdtemp, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { startSimulator } from '../../simulator/server.ts'
import { makeCertificates } from '../../simulator/wire/certificates.ts'
import { launchChromium } from '../../src/instagram/login/browser.ts'
import { findBrowser } from '../../src/instagram/login/browser-executable.ts'
import { browserLogin, LoginBrowser } from '../../src/instagram/login/browser-login.ts'
import type { LoginStep } from '../../src/instagram/login/login-flow.ts'
import type { Connect } from '../../src/instagram/wire/connect.ts'
import { ManualClock, systemClock } from '../../src/kernel/clock.ts'
import { leadingTo } from '../leading.ts'
import { LoginStage, PASSWORD, TOTP } from '../login-stage.ts'
import { removeFolder } from '../quick-folder.ts'

let stage: LoginStage
LoginStage.forThisFile((opened) => {
  stage = opened
})

describe('the browser', () => {
  // That it says of itself what it is where nothing is asked for: `browser-walls.test.ts`.
  test('is disguised in what is asked for, and in nothing else', async () => {
    const chromium = await launchChromium({ ...(await stage.context()), hideWebdriver: true })
    try {
      const page = await chromium.browser.newPage()
      expect(await page.evaluate('navigator.webdriver')).toBe(false)
      expect(await page.evaluate('navigator.userAgent')).toBe(chromium.userAgent)
    } finally {
      await chromium.close()
    }
  })

  test('that is not there is told', async () => {
    const outcome = await browserLogin(
      { ...(await stage.context()), executable: null },
      stage.account(),
      new AbortController().signal,
    )
    expect(outcome).toMatchObject({ kind: 'technical', code: 'NO_BROWSER' })
  })

  test('that cannot start is told', async () => {
    const nothing = { ...(await stage.context()), executable: '/nowhere/chromium' }
    const outcome = await browserLogin(nothing, stage.account(), new AbortController().signal)
    expect(outcome).toMatchObject({ kind: 'technical', code: 'NO_BROWSER' })
  })

  describe('that is led astray', () => {
    const limits: { wholeMs?: number } = {}
    let connect: Connect
    let astray: LoginBrowser
    beforeAll(async () => {
      const context = { ...(await stage.context()), connect: leadingTo(() => connect) }
      astray = new LoginBrowser(Object.assign(limits, context))
    })
    afterAll(() => astray.close())
    const outcomeAt = async (place: Connect) => {
      connect = place
      return await astray.login(stage.account(), new AbortController().signal)
    }

    test('and finds nobody is told', async () => {
      const gone = await startSimulator({ config: { accounts: [], targets: [] } })
      await gone.close()
      expect(await outcomeAt(gone)).toMatchObject({ kind: 'technical', code: 'UNREACHABLE' })
    })

    test('trusts no certificate but that of the authority it was given', async () => {
      const yesterday = new ManualClock(new Date(systemClock.now().getTime() - 24 * 3_600_000))
      const { ca } = await makeCertificates(yesterday)
      const { host, port } = stage.simulator
      expect(ca).not.toBe(stage.simulator.ca)
      const outcome = await outcomeAt({ host, port, ca })
      expect(outcome).toMatchObject({ kind: 'technical', code: 'UNREACHABLE' })
      expect(outcome).toMatchObject({ detail: expect.stringContaining('certificate') })
    })

    test('or takes too long as a whole ends, whatever its steps may take', async () => {
      limits.wholeMs = 1
      const outcome = await outcomeAt(stage.simulator)
      expect(outcome).toMatchObject({ kind: 'technical', code: 'LOGIN_TIMEOUT' })
      expect(outcome).toMatchObject({ detail: expect.stringContaining('too long as a whole') })
    })
  })

  test('that was woken is the one for all logins that follow each other, and is gone after the end', {
    tags: 'long',
  }, async () => {
    let pids: readonly number[] = []
    await withBrowserProcess(async (woken, { started }) => {
      woken.wake()
      woken.wake()
      for (let login = 0; login < 2; login++) {
        const outcome = await woken.login(stage.account(), new AbortController().signal)
        expect(outcome.kind).toBe('logged-in')
      }
      pids = started()
    })
    expect(pids).toHaveLength(1)
    expect(() => process.kill(pids[0] ?? 0, 0)).toThrow('ESRCH')
  })

  test('that was woken for nothing is gone after the end', { tags: 'long' }, async () => {
    let pids: readonly number[] = []
    await withBrowserProcess(async (woken, { started }) => {
      woken.wake()
      await expect.poll(() => started().length).toBe(1)
      pids = started()
    })
    expect(() => process.kill(pids[0] ?? 0, 0)).toThrow('ESRCH')
  })

  test('that dies while it types, or over the code, is told without a word of what it typed, and the next one goes on', async () => {
    await withBrowserProcess(async (mortal, { started, kill }) => {
      const ask = stage.account({ totpSecret: TOTP })
      const onStep = (step: LoginStep) => {
        if (step === 'type') kill()
      }
      const outcome = await mortal.login({ ...ask, onStep }, new AbortController().signal)
      expect(outcome).toMatchObject({ kind: 'technical', code: 'BROWSER_CRASHED' })
      expect(JSON.stringify(outcome)).not.toContain(PASSWORD)
      const nextCode = async () => {
        kill()
        return '135790'
      }
      const next = await mortal.login({ ...ask, nextCode }, new AbortController().signal)
      expect(next).toMatchObject({ kind: 'technical', code: 'BROWSER_CRASHED' })
      expect(JSON.stringify(next)).not.toMatch(/135790|planted/)
      expect(ask.steps).toContain('code')
      expect(started()).toHaveLength(2)
    })
  })
})

describe('an abort', () => {
  test('before the form was sent ends the login, and nobody was bothered', async () => {
    const ask = stage.account()
    const abort = new AbortController()
    const onStep = (step: LoginStep) => {
      if (step === 'type') abort.abort(new Error('going down'))
    }
    await expect(stage.login({ ...ask, onStep }, abort.signal)).rejects.toThrow('going down')
    expect(stage.sessionsOf(ask.username)).toHaveLength(0)
  })

  test('after the form was sent does not lose the login', async () => {
    const ask = stage.account()
    const abort = new AbortController()
    const onStep = (step: LoginStep) => {
      if (step === 'submitted') abort.abort(new Error('going down'))
    }
    const outcome = await stage.login({ ...ask, onStep }, abort.signal)
    expect(outcome.kind).toBe('logged-in')
    expect(stage.sessionsOf(ask.username)).toHaveLength(1)
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
  const mortal = new LoginBrowser(await stage.context(wrapper))
  try {
    await act(mortal, { started, kill: () => process.kill(started().at(-1) ?? 0, 'SIGKILL') })
  } finally {
    await mortal.close()
    await removeFolder(folder)
  }
}
