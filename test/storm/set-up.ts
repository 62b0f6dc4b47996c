import type { Kysely } from 'kysely'
import { ensureAccount } from '../../src/accounts/account-store.ts'
import { credit } from '../../src/balance/ledger.ts'
import { setPrice } from '../../src/balance/price-store.ts'
import { storeCredential } from '../../src/credentials/credential-store.ts'
import type { Tables } from '../../src/db/tables.gen.ts'
import { parseCookies } from '../../src/instagram/cookies/pasted-cookies.ts'
import { setAccountProxy } from '../../src/sessions/account-proxy.ts'
import { importSession } from '../../src/sessions/import.ts'
import { USER_AGENT } from '../scripted-browser.ts'
import { Draws } from './draws.ts'
import { Process, type Stage, THE_WAY } from './process.ts'

/** When every bout begins. */
export const BEGINS_AT_MS = Date.UTC(2026, 0, 5, 8)

/** Credentials, accounts and sessions that are there from the beginning. */
export async function setUp(stage: Stage): Promise<void> {
  const { database, instagram, vault, scheduler, history } = stage
  const process = new Process(stage, 'setter-up', 0, 1)
  const db = database.direct(scheduler)
  stage.weather.isCalm = true
  database.setHolder(process.holder, true, null)
  await openTill(stage, db)
  for (const { username, loggedIn, proxy } of stage.plan.accounts) {
    const account = instagram.world.findAccount(username)
    if (!account) throw new Error(`Instagram knows no ${username}`)
    const { password, totpSecret } = account
    const context = { ...process.context, db, vault }
    const id = await storeCredential(context, { username, password, totpSecret })
    const known = await ensureAccount(context, username, id)
    if (proxy !== null) await setAccountProxy(context, known.id, `http://${proxy}:3128`)
    if (!loggedIn) continue
    const { session, setCookies } = instagram.world.openSession(account, {
      device: instagram.world.newDevice(),
      surface: 'web',
      address: proxy ?? THE_WAY,
      method: 'control',
    })
    const cookies = setCookies.map((line) => line.slice(0, line.indexOf(';'))).join('; ')
    const pasted = { cookies: parseCookies(cookies), userAgent: USER_AGENT }
    const importing = importSession(context, known, pasted, process.stopping.signal)
    let done = false
    void importing.finally(() => {
      done = true
    })
    await scheduler.run(() => done)
    const outcome = await importing
    if (outcome.kind !== 'imported') throw new Error(`not imported: ${JSON.stringify(outcome)}`)
    history.opened.push({
      atMs: scheduler.nowMs,
      account: username,
      name: session.name,
      stored: true,
    })
  }
  if (stage.plan.renewals) await planRenewals(stage)
  history.asked.length = 0
  history.told.length = 0
  await database.look('delete from account_requests')
  stage.weather.isCalm = false
}

/** Every session in use is to be renewed at some time of the first hours. */
async function planRenewals({ plan, database }: Stage): Promise<void> {
  const draws = new Draws(plan.seed, 'renewals')
  for (const { username } of plan.accounts) {
    const minutes = draws.between(1, 240)
    await database.look(`
      update instagram_sessions
      set next_refresh_at = evercheck_now() + interval '${minutes} minutes'
      where label = 'current'
        and account_id in (select id from instagram_accounts where username = '${username}')
    `)
  }
}

/** Customers with what they begin with, and prices for small, large and larger lists. */
async function openTill(stage: Stage, db: Kysely<Tables>): Promise<void> {
  for (const { name, pays, credits } of stage.plan.customers) {
    const values = { id: name, name, pays, created_at: new Date(BEGINS_AT_MS) }
    await db.insertInto('customers').values(values).execute()
    if (credits === 0) continue
    const rest = { reason: 'granted', note: null, actor: 'storm', source: name } as const
    await credit({ db }, { customerId: name, credits, ...rest })
  }
  for (const [peopleMax, price] of [
    [8, 1],
    [30, 3],
    [null, 5],
  ] as const) {
    await setPrice({ db }, { peopleMax, credits: price })
  }
}
