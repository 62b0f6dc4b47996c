import { InvalidArgumentError } from 'commander'
import { MACHINE } from '../../access/principal.ts'
import {
  createToken,
  listTokens,
  parseScope,
  revokeToken,
  TOKEN_DAYS,
  type Token,
} from '../../access/token.ts'
import type { App } from '../../app.ts'
import { EXIT } from '../exit-code.ts'
import { type Output, tableLines } from '../output.ts'
import { json, type Registrar } from '../registrar.ts'

/** Registers `evercheck token` and the commands below it. */
export function registerToken({ program: root, act }: Registrar): void {
  const program = root.command('token').description('who may use the HTTP API')
  program
    .command('create')
    .description('make a token; it is shown once')
    .requiredOption('--name <name>', 'what it is for')
    .requiredOption('--scopes <scopes>', 'admin, read, or customer:ID')
    .option('--days <days>', 'how long it lives', wholeDays, TOKEN_DAYS)
    .addOption(json())
    .action(act((app, output, options: CreateOptions) => createCommand(app, output, options)))
  program
    .command('list')
    .description('all tokens and when they were last used; never their secrets')
    .addOption(json())
    .action(act((app, output) => listCommand(app, output)))
  program
    .command('revoke')
    .argument('<id>')
    .description('end a token at once')
    .addOption(json())
    .action(act((app, output, id: string) => revokeCommand(app, output, id)))
}

type CreateOptions = { readonly name: string; readonly scopes: string; readonly days: number }

function wholeDays(text: string): number {
  if (/^\d{1,5}$/.test(text)) return Number(text)
  throw new InvalidArgumentError('days are a whole number')
}

/** @throws TokenCustomerUnknownError CUSTOMER_UNKNOWN, TokenInvalidError TOKEN_INVALID */
async function createCommand(
  app: App,
  output: Output,
  { name, scopes, days }: CreateOptions,
): Promise<number> {
  const { secret, id, expiresAt } = await createToken(
    app,
    { name, scope: parseScope(scopes), days },
    MACHINE,
  )
  output.json({ token: secret, id, name, scopes, expiresAt })
  output.line(secret)
  output.line(
    `Keep it: it is shown only now. Token ${id} (${scopes}) ends on ${day(expiresAt)}; evercheck token revoke ${id} ends it at once.`,
  )
  return EXIT.ok
}

async function listCommand(app: App, output: Output): Promise<number> {
  const tokens = await listTokens(app)
  output.json({ tokens })
  if (tokens.length === 0) {
    output.line('There are no tokens. Make one: evercheck token create --name NAME --scopes read')
    return EXIT.ok
  }
  const head = ['TOKEN', 'SCOPES', 'ENDS', 'LAST USED', 'NAME']
  for (const line of tableLines(head, tokens.map(rowOf))) output.line(line)
  return EXIT.ok
}

/** @throws TokenUnknownError TOKEN_UNKNOWN */
async function revokeCommand(app: App, output: Output, id: string): Promise<number> {
  const revoked = await revokeToken(app, id, MACHINE)
  output.json({ token: id, revoked })
  output.line(revoked ? `Token ${id} has ended.` : `Token ${id} had ended before.`)
  return EXIT.ok
}

function rowOf({ id, name, scopes, expiresAt, lastUsedAt, revokedAt }: Token): readonly string[] {
  const ends = revokedAt === null ? day(expiresAt) : `revoked ${day(revokedAt)}`
  return [id, scopes, ends, lastUsedAt === null ? 'never' : day(lastUsedAt), name]
}

function day(instant: Date): string {
  return instant.toISOString().slice(0, 10)
}
