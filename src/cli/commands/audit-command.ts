import { type Command, InvalidArgumentError } from 'commander'
import { type Audited, readAudit } from '../../access/audit.ts'
import { AuditBrokenError, type AuditHead, verifyAudit } from '../../access/audit-chain.ts'
import type { App } from '../../app.ts'
import { EXIT } from '../exit-code.ts'
import { type Output, tableLines } from '../output.ts'
import { json, type Registrar } from '../registrar.ts'

const LIMIT_MAX = 1000

/** Registers `evercheck audit`. */
export function registerAudit({ program, act }: Registrar): void {
  const verifying = act((app, output, options: { head?: AuditHead }) => {
    return verify(app, output, options)
  })
  const audit = program
    .command('audit')
    .description('who did what, to what, and from where; the newest last')
    .option('--limit <number>', `how many entries, ${LIMIT_MAX} at most`, limitOf, 50)
    .option('--before <id>', 'only entries older than this one', idOf)
    .option('--act <act>', 'only this act, such as session.sign-in')
    .addOption(json())
    .action(act((app, output, options: Options) => auditCommand(app, output, options)))
  audit
    .command('verify')
    .description('whether anything in the audit log was changed or removed')
    .option('--head <place:hash>', 'a head that was noted before: it has to be in it', headOf)
    .addOption(json())
    // Of an option that both have, the one above takes what stands behind.
    .action((_: object, command: Command) => verifying(command.optsWithGlobals(), command))
}

type Options = { readonly limit: number; readonly before?: string; readonly act?: string }

function limitOf(text: string): number {
  const limit = /^\d{1,4}$/.test(text) ? Number(text) : 0
  if (limit >= 1 && limit <= LIMIT_MAX) return limit
  throw new InvalidArgumentError(`a number from 1 to ${LIMIT_MAX}`)
}

function idOf(text: string): string {
  if (/^\d{1,18}$/.test(text)) return text
  throw new InvalidArgumentError('the number of an entry')
}

function headOf(text: string): AuditHead {
  const [, place, hash] = /^(\d{1,18}):([0-9a-f]{64})$/.exec(text) ?? []
  if (place !== undefined && hash !== undefined) return { place, hash }
  throw new InvalidArgumentError('PLACE:HASH, as this command has shown it')
}

/** `evercheck audit verify`. @throws AuditBrokenError AUDIT_BROKEN */
async function verify(app: App, output: Output, given: { head?: AuditHead }): Promise<number> {
  const verdict = await verifyAudit(app, given.head ?? null)
  if (verdict.kind === 'broken') throw new AuditBrokenError(verdict)
  const { entries, head } = verdict
  const shown = head === null ? null : `${head.place}:${head.hash}`
  output.json({ entries, head: shown })
  output.line(
    shown === null
      ? 'Nothing is written down yet.'
      : `All ${entries} entries are as they were written. Keep this elsewhere, for --head: ${shown}`,
  )
  return EXIT.ok
}

async function auditCommand(app: App, output: Output, options: Options): Promise<number> {
  const { limit, before, act } = options
  const entries = await readAudit(app, {
    limit,
    ...(before === undefined ? {} : { before }),
    ...(act === undefined ? {} : { act }),
  })
  output.json({ entries })
  if (entries.length === 0) {
    output.line('Nothing is written down yet.')
    return EXIT.ok
  }
  const head = ['ENTRY', 'WHEN', 'WHO', 'FROM', 'ACT', 'TO WHAT', 'OUTCOME']
  for (const line of tableLines(head, entries.toReversed().map(rowOf))) output.line(line)
  return EXIT.ok
}

function rowOf({ id, at, by, act, objectKind, objectId, outcome }: Audited): readonly string[] {
  const who = [by.kind, by.name ?? by.id].filter((part) => part !== null).join(' ')
  const object = [objectKind, objectId].filter((part) => part !== null).join(' ')
  return [id, at.toISOString().slice(0, 19), who, by.address ?? '', act, object, outcome]
}
