import { recordAudit } from '../access/audit.ts'
import { MACHINE } from '../access/principal.ts'
import type { Database } from '../db/database.ts'

/**
 * What a command line changes, and how that is written down: `reads`, it changes nothing of what is
 * kept, or does what others have ordered; `itself`,
 * the act writes it down in its own commit; an act, which is written down before it is begun.
 */
export type CommandAudit =
  | 'reads'
  | 'itself'
  | {
      readonly act: string
      /** What its first argument names; null where that is a person who is read, or nothing. */
      readonly on: 'account' | 'alert' | 'check' | 'rule' | null
      /** The option or argument without which it only reads. */
      readonly unless?: 'argument'
    }

/** Every command there is, by its name below `evercheck`. */
export const COMMAND_AUDITS: Readonly<Record<string, CommandAudit>> = {
  'account add': { act: 'account.credentials', on: 'account' },
  'account import': { act: 'account.import', on: 'account' },
  'account list': 'reads',
  'account pause': { act: 'account.pause', on: 'account' },
  'account proxy': { act: 'account.proxy', on: 'account' },
  'account remove': { act: 'account.retire', on: 'account' },
  'account resume': { act: 'account.resume', on: 'account' },
  'account role': { act: 'account.role', on: 'account' },
  'alerts acknowledge': { act: 'alert.acknowledge', on: 'alert' },
  'alerts list': 'reads',
  'alerts silence': { act: 'alert.silence', on: 'rule' },
  'alerts test': { act: 'alert.test', on: null },
  audit: 'reads',
  'audit verify': 'reads',
  backup: { act: 'database.backup', on: null },
  cancel: { act: 'check.cancel', on: 'check' },
  check: { act: 'check.order', on: null },
  completion: 'reads',
  credit: 'itself',
  'customer add': 'itself',
  'customer list': 'reads',
  'customer show': 'reads',
  demo: 'reads',
  'dialogue close': { act: 'dialogue.close', on: 'account' },
  'dialogue code': { act: 'dialogue.code', on: 'account' },
  'dialogue list': 'reads',
  'dialogue open': { act: 'dialogue.open', on: 'account' },
  doctor: 'reads',
  evidence: 'reads',
  forget: 'itself',
  help: 'reads',
  ignore: { act: 'profile.ignore', on: null, unless: 'argument' },
  import: 'reads',
  jobs: 'reads',
  ledger: 'reads',
  migrate: 'reads',
  // What is written down goes along.
  move: { act: 'database.move', on: null },
  'operator invite': 'itself',
  'operator list': 'reads',
  'operator remove': 'itself',
  'operator reset': 'itself',
  'operator role': 'itself',
  plan: 'reads',
  practice: 'reads',
  'price list': 'reads',
  'price remove': 'itself',
  'price set': 'itself',
  refresh: { act: 'session.refresh', on: 'account' },
  report: 'reads',
  reseal: 'itself',
  // The database has to be empty, and has no past of its own yet.
  restore: 'itself',
  serve: 'reads',
  'session list': 'reads',
  'session rollback': { act: 'session.rollback', on: 'account' },
  simulator: 'reads',
  status: 'reads',
  takeover: 'itself',
  'token create': 'itself',
  'token list': 'reads',
  'token revoke': 'itself',
  verify: 'reads',
  watch: { act: 'watch.set', on: null, unless: 'argument' },
  who: 'reads',
  worker: 'reads',
}

/** Writes down what a command is about to change: durable before anything is done. */
export async function writeDownCommand(
  context: { readonly db: Database },
  name: string,
  first: unknown,
): Promise<void> {
  const audit = COMMAND_AUDITS[name]
  if (audit === undefined) throw new Error(`nobody has said what ${name} changes`)
  if (typeof audit === 'string') return
  const named = typeof first === 'string' ? first : null
  if (audit.unless === 'argument' && named === null) return
  const on = audit.on === null ? {} : { on: [audit.on, named] as const }
  await recordAudit(context, { by: MACHINE, act: audit.act, ...on, outcome: 'begun' })
}
