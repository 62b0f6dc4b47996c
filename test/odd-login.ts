import type { SessionState } from '../src/instagram/cookies/session-state.ts'
import { findBrowser } from '../src/instagram/login/browser-executable.ts'
import { type BrowserEvent, browserLogin } from '../src/instagram/login/browser-login.ts'
import type { LoginOutcome } from '../src/instagram/login/outcome.ts'
import type { Connect } from '../src/instagram/wire/connect.ts'
import { systemClock } from '../src/kernel/clock.ts'
import { seededRandom } from '../src/kernel/ids.ts'
import { hasSandbox } from './sandbox.ts'

export const PASSWORD = 'planted-Secret-0481'

/** One login at an odd Instagram with a browser of its own, and what that kept out. */
export async function logIn(
  connect: Connect,
  state: SessionState | null = null,
  executable?: string,
): Promise<{ outcome: LoginOutcome; told: readonly BrowserEvent[] }> {
  const told: BrowserEvent[] = []
  const tell = (event: BrowserEvent): void => void told.push(event)
  const context = { ...(await browserContext(connect, executable)), tell }
  const ask = { username: 'keeper', password: PASSWORD, nextCode: null, state }
  const outcome = await browserLogin(context, ask, new AbortController().signal)
  return { outcome, told }
}

/** How a browser is started for the Instagram at `connect`. */
export async function browserContext(connect: Connect, executable?: string) {
  return {
    executable: executable ?? (await findBrowser({ path: null })),
    connect,
    clock: systemClock,
    random: seededRandom(1),
    hideWebdriver: false,
    sandbox: await hasSandbox(),
    timeoutMs: 10_000,
    warmMs: 0,
  }
}
