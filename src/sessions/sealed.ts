import { sql } from 'kysely'
import { sealedCredentials } from '../credentials/credential-store.ts'
import type { KeySource } from '../credentials/key-source.ts'
import type { KeyContext, SealedText } from '../credentials/open-vault.ts'
import { sealedOperatorTotps } from '../credentials/operator-totp.ts'
import {
  countSealed,
  keyNamesIn,
  nextSealedOtherwise,
  type SealedColumn,
} from '../credentials/sealed-column.ts'
import type { Vault } from '../credentials/vault.ts'
import { sealedWebhookSecrets } from '../credentials/webhook-secret.ts'
import type { Database } from '../db/database.ts'
import { sealedProxies } from './account-proxy.ts'
import { sealedDevices } from './device-store.ts'
import { sealedSessions } from './session-store.ts'

const OF_ACCOUNT = `(
  select account.username from instagram_accounts account where account.id = one.account_id
)`

/**
 * Where sealed texts are stored for good: passwords, TOTP secrets, sessions, devices, proxies,
 * operators' TOTP secrets, and those of webhooks. What lives for minutes is not among them.
 */
export const SEALED_COLUMNS: readonly SealedColumn[] = [
  { table: 'refresh_credentials', column: 'password_encrypted', owner: 'one.username' },
  { table: 'refresh_credentials', column: 'totp_secret_encrypted', owner: 'one.username' },
  { table: 'instagram_sessions', column: 'state_encrypted', owner: OF_ACCOUNT },
  { table: 'instagram_accounts', column: 'device_encrypted', owner: 'one.username' },
  { table: 'instagram_accounts', column: 'proxy_encrypted', owner: 'one.username' },
  { table: 'operator_totps', column: 'secret_encrypted', owner: `'an operator'` },
  { table: 'webhooks', column: 'secret_sealed', owner: `'a webhook'` },
  { table: 'webhooks', column: 'previous_secret_sealed', owner: `'a webhook'` },
]

type Context = { readonly db: Database }

/** Everything that is stored sealed. */
export async function sealedTexts(context: Context): Promise<readonly SealedText[]> {
  return [
    ...(await sealedCredentials(context)),
    ...(await sealedSessions(context)),
    ...(await sealedDevices(context)),
    ...(await sealedProxies(context)),
    ...(await sealedOperatorTotps(context)),
    ...(await sealedWebhookSecrets(context)),
  ]
}

/** What opening a vault needs: where its keys are, and what they have sealed. */
export function keyContextOf(context: Context & { readonly keys: KeySource }): KeyContext {
  const { db, keys } = context
  return {
    db,
    keys,
    sealedTexts: () => sealedTexts(context),
    keysInUse: () => keysInUse(context),
  }
}

/** The names of the keys that what is stored is sealed with. */
export function keysInUse(context: Context): Promise<readonly string[]> {
  return keyNamesIn(context, SEALED_COLUMNS)
}

/** How many stored texts this key has sealed. */
export async function sealedWith(context: Context, keyName: string): Promise<number> {
  return (await countSealed(context, SEALED_COLUMNS, keyName)).byKey
}

/** What sealing everything anew came to. */
export type Resealed = {
  /** Texts that an older key had sealed, and the newest seals now. */
  readonly resealed: number
  /** Texts that the newest key had sealed before. */
  readonly already: number
  /** Texts that no key of the ring opens. They are left as they are. */
  readonly unopenable: readonly SealedText[]
}

/** How far sealing anew has come. */
export type ResealProgress = { readonly done: number; readonly all: number }

/** Texts that are in memory at once. */
const BATCH = 100

/**
 * Seals everything with the newest key that an older one has sealed, batch after batch, while
 * everything else goes on. What is changed by another process meanwhile is sealed with its own
 * newest key and left alone: run it again until nothing is left. Each text is durable by itself.
 */
export async function resealAll(
  context: Context & { readonly vault: Vault },
  progress: (at: ResealProgress) => void = () => undefined,
): Promise<Resealed> {
  const keyName = context.vault.sealsWith
  const { all, byKey: already } = await countSealed(context, SEALED_COLUMNS, keyName)
  const unopenable: SealedText[] = []
  let resealed = 0
  for (const column of SEALED_COLUMNS) {
    let after = ''
    for (;;) {
      const of = { keyName, after, countMax: BATCH }
      const batch = await nextSealedOtherwise(context, column, of)
      for (const { id, sealed, owner } of batch) {
        const place = { table: column.table, column: column.column, rowId: id }
        const text = { place, sealed, username: owner }
        if (!(await context.vault.opens(place, sealed))) unopenable.push(text)
        else if (await replace(context, text)) resealed += 1
      }
      const last = batch.at(-1)
      if (last === undefined) break
      progress({ done: already + resealed + unopenable.length, all })
      if (batch.length < BATCH) break
      after = last.id
    }
  }
  return { resealed, already, unopenable }
}

async function replace(
  { db, vault }: Context & { readonly vault: Vault },
  { place, sealed }: SealedText,
): Promise<boolean> {
  const column = sql.ref(place.column)
  const result = await sql`
    update ${sql.table(place.table)}
    set ${column} = ${vault.reseal(place, sealed)}
    where id = ${place.rowId} and ${column} = ${sealed}
  `.execute(db)
  return Number(result.numAffectedRows ?? 0n) > 0
}
