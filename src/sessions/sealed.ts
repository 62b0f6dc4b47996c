import { sql } from 'kysely'
import { sealedCredentials } from '../credentials/credential-store.ts'
import type { SealedText } from '../credentials/open-vault.ts'
import { sealedOperatorTotps } from '../credentials/operator-totp.ts'
import { sealedBy, type Vault } from '../credentials/vault.ts'
import { sealedWebhookSecrets } from '../credentials/webhook-secret.ts'
import type { Database } from '../db/database.ts'
import { sealedProxies } from './account-proxy.ts'
import { sealedDevices } from './device-store.ts'
import { sealedSessions } from './session-store.ts'

/**
 * Everything that is stored sealed: passwords, TOTP secrets, sessions, devices, proxies, operators'
 * TOTP secrets, and those of webhooks.
 */
export async function sealedTexts(context: {
  readonly db: Database
}): Promise<readonly SealedText[]> {
  return [
    ...(await sealedCredentials(context)),
    ...(await sealedSessions(context)),
    ...(await sealedDevices(context)),
    ...(await sealedProxies(context)),
    ...(await sealedOperatorTotps(context)),
    ...(await sealedWebhookSecrets(context)),
  ]
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

/**
 * Seals everything with the newest key that an older one has sealed. What is changed by another
 * process meanwhile is sealed with its own newest key and left alone: run it again until nothing is
 * left. Each text is durable by itself.
 */
export async function resealAll(context: {
  readonly db: Database
  readonly vault: Vault
}): Promise<Resealed> {
  const { vault } = context
  let resealed = 0
  let already = 0
  const unopenable: SealedText[] = []
  for (const text of await sealedTexts(context)) {
    if (!vault.opens(text.place, text.sealed)) unopenable.push(text)
    else if (sealedBy(text.sealed) === vault.sealsWith) already += 1
    else if (await replace(context, text)) resealed += 1
  }
  return { resealed, already, unopenable }
}

async function replace(
  { db, vault }: { readonly db: Database; readonly vault: Vault },
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
