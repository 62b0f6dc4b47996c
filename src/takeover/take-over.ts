import { listAccounts } from '../accounts/account-store.ts'
import { credit, isEntered } from '../balance/ledger.ts'
import type { Identity } from '../customers/customer.ts'
import { customerOf, ensureCustomer } from '../customers/customer-store.ts'
import type { Database } from '../db/database.ts'
import { inTransaction } from '../db/transaction.ts'
import { CookiesUnreadableError } from '../instagram/cookies/pasted-form.ts'
import type { ImportRefusal } from '../sessions/import.ts'
import { importAccount, UserAgentInvalidError } from '../sessions/import-account.ts'
import { sessionLabelled } from '../sessions/session-store.ts'
import { storeAccount } from '../sessions/store-account.ts'
import type { HoldContext } from '../sessions/take.ts'
import { identityOf, type TakenAccount, type TakenCustomer } from './takeover-file.ts'

type Context = HoldContext & { ownUserAgent(): Promise<string> }

/** What came of one row. */
export type TakenOver =
  | {
      readonly kind: 'account'
      readonly line: number
      readonly name: string
      readonly isNew: boolean
      /** Whether its password is stored. */
      readonly hasPassword: boolean
      readonly session: SessionTaken
    }
  | {
      readonly kind: 'customer'
      readonly line: number
      readonly name: string
      readonly customerId: string | null
      readonly isNew: boolean
      /** What was credited now; 0 when it was before, or when there is nothing to credit. */
      readonly creditedCredits: number
    }

/** What became of an account's cookies. */
export type SessionTaken =
  | { readonly kind: 'imported' }
  /** It has a session that lives already, which is left as it is. */
  | { readonly kind: 'kept' }
  | { readonly kind: 'none' }
  | { readonly kind: 'refused'; readonly why: ImportRefusal | 'unreadable' | 'user-agent' }
  /** Another process uses the account at this moment: take it over once more. */
  | { readonly kind: 'busy' }
  /** Of a dry run: they would be tested. */
  | { readonly kind: 'untried' }

/**
 * Brings in what was read from a file of the former system, row by row, each durable by itself:
 * broken off, it can be done again, and what is in is left as it is. A balance is credited once. An
 * account's cookies are tested before they are used, unless it has a session that lives. A dry run
 * writes nothing and asks Instagram nothing.
 * @throws the signal's reason
 */
export async function takeOver(
  context: Context,
  rows: readonly (TakenAccount | TakenCustomer)[],
  { dryRun }: { readonly dryRun: boolean },
  signal: AbortSignal,
): Promise<readonly TakenOver[]> {
  const taken: TakenOver[] = []
  for (const row of rows) {
    signal.throwIfAborted()
    if (row.kind === 'account') {
      taken.push(await takeAccount(context, row, { dryRun }, signal))
    } else {
      taken.push(await takeCustomer(context, row, dryRun))
    }
  }
  return taken
}

async function takeCustomer(
  context: { readonly db: Database },
  row: TakenCustomer,
  dryRun: boolean,
): Promise<TakenOver> {
  const { line, name, language, zone, balanceCredits: credits } = row
  const subject = identityOf(row)
  const kind: Identity['kind'] = row.telegram === null ? 'takeover' : 'telegram'
  const identity = { kind, subject }
  const told = { kind: 'customer', line, name } as const
  const source = `takeover:${subject}`
  if (dryRun) {
    const known = await customerOf(context, identity)
    const creditedCredits = (await isEntered(context, source)) ? 0 : credits
    return { ...told, customerId: known?.id ?? null, isNew: known === null, creditedCredits }
  }
  return inTransaction(context, async (db) => {
    const given = { name, language, zone, pays: true }
    const { customer, isNew } = await ensureCustomer({ db }, identity, given)
    const customerId = customer.id
    let creditedCredits = 0
    if (credits > 0) {
      const rest = { reason: 'taken-over', note: null, actor: 'takeover' } as const
      const moved = await credit({ db }, { customerId, credits, source, ...rest })
      if (moved.kind === 'moved') creditedCredits = credits
    }
    return { ...told, customerId, isNew, creditedCredits }
  })
}

async function takeAccount(
  context: Context,
  row: TakenAccount,
  { dryRun }: { readonly dryRun: boolean },
  signal: AbortSignal,
): Promise<TakenOver> {
  const { line, name, password, totp } = row
  const before = (await listAccounts(context)).find(({ username }) => username === name)
  const isNew = before === undefined
  const hasPassword = password !== null || (before?.credentialId ?? null) !== null
  const told = { kind: 'account', line, name, isNew, hasPassword } as const
  const lives = before !== undefined && (await hasLivingSession(context, before.id))
  if (dryRun) {
    const kind = row.cookies === null ? 'none' : lives ? 'kept' : 'untried'
    return { ...told, session: { kind } }
  }
  if (password !== null) {
    const secret = { username: name, password, totpSecret: totp }
    await storeAccount(context, { secret, withoutTotp: false })
  }
  if (row.cookies === null) return { ...told, session: { kind: 'none' } }
  if (lives) return { ...told, session: { kind: 'kept' } }
  return { ...told, session: await takeSession(context, row, row.cookies, signal) }
}

async function hasLivingSession(context: Context, accountId: string): Promise<boolean> {
  const current = await sessionLabelled(context, accountId, 'current')
  return current !== null && current.diedAt === null
}

async function takeSession(
  context: Context,
  { name, userAgent }: TakenAccount,
  cookies: string,
  signal: AbortSignal,
): Promise<SessionTaken> {
  try {
    const outcome = await importAccount(context, { username: name, cookies, userAgent }, signal)
    if (outcome.kind !== 'refused') return { kind: outcome.kind }
    return { kind: 'refused', why: outcome.why }
  } catch (error) {
    if (error instanceof CookiesUnreadableError) return { kind: 'refused', why: 'unreadable' }
    if (error instanceof UserAgentInvalidError) return { kind: 'refused', why: 'user-agent' }
    throw error
  }
}
