import { z } from 'zod'
import { ensureAccount } from '../src/accounts/account-store.ts'
import type { App } from '../src/app.ts'
import type { SimulatorProcess } from '../src/cli/simulator-process.ts'
import { parseCookies } from '../src/instagram/cookies/pasted-cookies.ts'
import { importSession } from '../src/sessions/import.ts'
import { KEEPER } from './evercheck.ts'

const Created = z.object({ cookies: z.record(z.string(), z.string()) })

/** The cookies of a session that the simulator opened, as an operator would paste them. */
export async function keeperCookies(simulator: SimulatorProcess): Promise<string> {
  const call = { username: KEEPER.username }
  const { cookies } = Created.parse(await simulator.control('sessions/create', call))
  return Object.entries(cookies)
    .map(([name, value]) => `${name}=${value}`)
    .join('; ')
}

/** What the browser says of itself that the session is said to come from. */
const USER_AGENT =
  'Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/156.0.0.0 Safari/537.36'

/** Gives the account a session without a browser. */
export async function importKeeper(app: App, cookies: string): Promise<void> {
  const account = await ensureAccount(app, KEEPER.username, null)
  const pasted = { cookies: parseCookies(cookies), userAgent: USER_AGENT }
  const outcome = await importSession(app, account, pasted, new AbortController().signal)
  if (outcome.kind !== 'imported') throw new Error(`the session was not taken: ${outcome.kind}`)
}
