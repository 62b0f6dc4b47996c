import type { KeySource } from '../credentials/key-source.ts'
import type { Database } from '../db/database.ts'
import { databaseNow } from '../db/time.ts'
import type { Connect } from '../instagram/wire/connect.ts'
import type { Clock } from '../kernel/clock.ts'
import type { Meaning } from '../words/finding-meaning.ts'
import { type Note, sentence } from '../words/notes.ts'
import { careful, examine, type Finding, type Look, well } from './finding.ts'
import { lookAtAccounts, lookAtProxies } from './looks/accounts.ts'
import { lookAtBrowser } from './looks/browser.ts'
import { lookAtMail, lookAtTelegram } from './looks/channels.ts'
import { lookAtClock, lookAtDurability } from './looks/database.ts'
import { lookAtDisk } from './looks/disk.ts'
import { lookAtInstagram, lookAtInstagramsClock, type WayOut } from './looks/instagram.ts'
import { lookAtKey } from './looks/key.ts'

/** What looking at a service that runs needs of it. */
export type ExamineContext = {
  readonly db: Database
  readonly clock: Clock
  readonly kind: 'postgres' | 'embedded'
  /** What there is to say of the set-up. */
  readonly notes: readonly Note[]
  readonly wayOut: Omit<WayOut, 'connect'>
  readonly secrets: { readonly telegramToken: string | null; readonly smtpUrl: string | null }
  /** Where the keys are kept that seal secrets. */
  readonly keys: KeySource
  readonly config: {
    readonly dataFolder: string
    readonly browser: string | null
    readonly connect: Connect | null
    readonly hideWebdriver: boolean
    readonly browserSandbox: boolean
    readonly service: {
      readonly telegramApi: string
      readonly operators: readonly string[]
      readonly alerts: { readonly mailTo: readonly string[] }
    }
  }
}

/**
 * Looks at everything a check needs, from inside a service that runs: it starts a browser, and
 * opens a connection to Instagram without asking it anything. What a look throws is a finding.
 * When the signal is given it ends with what was found, and its browser has ended.
 */
export async function examineService(
  context: ExamineContext,
  signal: AbortSignal,
): Promise<readonly Finding[]> {
  const found: Finding[] = []
  for await (const finding of examine(looksOf(context), meaningOf, signal)) found.push(finding)
  return found
}

function looksOf(context: ExamineContext): readonly Look[] {
  const { config, secrets, clock, kind, notes } = context
  const { service, connect } = config
  const way = { connect, ...context.wayOut }
  return [
    { what: 'settings', findings: async () => ofSettings(notes) },
    lookAtDisk(config.dataFolder),
    { what: 'database', findings: async () => [await answering(context)] },
    lookAtDurability(context),
    ...(kind === 'postgres' ? [lookAtClock(context)] : []),
    lookAtKey(context, context.keys),
    lookAtAccounts(context),
    lookAtProxies(context),
    lookAtBrowser(config),
    lookAtInstagram(way),
    lookAtInstagramsClock(way, clock),
    lookAtTelegram({ ...service, telegramToken: secrets.telegramToken }),
    lookAtMail({ smtpUrl: secrets.smtpUrl, mailTo: service.alerts.mailTo }),
  ]
}

function ofSettings(notes: readonly Note[]): readonly Finding[] {
  if (notes.length === 0) return [well('settings', { code: 'settings-fine' })]
  return notes.map((note) => careful('settings', { code: 'note', note }))
}

async function answering(context: ExamineContext): Promise<Finding> {
  await databaseNow(context)
  return well('database', { code: 'database-answers' })
}

function meaningOf(error: unknown): Meaning {
  const said = sentence(error instanceof Error ? error.message : String(error))
  const code = error instanceof Error && 'code' in error ? String(error.code) : null
  return { code: 'failed', error: code, said }
}
