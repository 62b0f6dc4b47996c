import { CREDITS_MAX } from '../balance/entry.ts'
import { type CustomerLanguage, checkedName, checkedZone } from '../customers/customer.ts'
import { parseCsv } from './csv.ts'

/** An account of the former system. What is empty in the file is null. */
export type TakenAccount = {
  readonly kind: 'account'
  readonly line: number
  readonly name: string
  readonly password: string | null
  readonly totp: string | null
  readonly cookies: string | null
  readonly userAgent: string | null
}

/** A customer of the former system. */
export type TakenCustomer = {
  readonly kind: 'customer'
  readonly line: number
  readonly name: string
  /** The number of his chat with the bot. */
  readonly telegram: string | null
  /** How the former system called him, if he has no chat. */
  readonly key: string | null
  readonly language: CustomerLanguage
  readonly zone: string
  readonly balanceCredits: number
}

/** The file cannot be taken over. */
export class TakeoverInvalidError extends Error {
  override readonly name = 'TakeoverInvalidError'
  readonly code = 'TAKEOVER_INVALID'
}

/** The columns that a file may have, in any order. */
export const TAKEOVER_COLUMNS = [
  'kind',
  'name',
  'password',
  'totp',
  'cookies',
  'user_agent',
  'telegram',
  'key',
  'language',
  'zone',
  'balance',
] as const

type Column = (typeof TAKEOVER_COLUMNS)[number]
type Cells = Readonly<Partial<Record<Column, string>>>

/** So many complaints about a file are said at a time. */
const COMPLAINTS_MAX = 10

/** How what others know about is read; each throws when it cannot be. */
export type Readers = {
  /** An account's name as it is stored. */
  accountName(typed: string): string
  parseTotpSecret(typed: string): unknown
}

/**
 * Reads what is to be taken over. No cell is ever repeated in a complaint: it may hold a secret.
 * @throws TakeoverInvalidError TAKEOVER_INVALID, naming the lines
 */
export function parseTakeover(
  text: string,
  readers: Readers,
): readonly (TakenAccount | TakenCustomer)[] {
  const [head, ...rows] = parseCsv(text)
  if (!head) throw new TakeoverInvalidError('The file is empty.')
  const columns = head.cells.map((cell) => cell.toLowerCase())
  const unknown = columns.filter((name) => !isColumn(name))
  if (unknown.length > 0 || !columns.includes('kind') || !columns.includes('name')) {
    throw new TakeoverInvalidError(
      `The first line has to name the columns: kind, name, and any of ${TAKEOVER_COLUMNS.slice(2).join(', ')}.`,
    )
  }
  const complaints: string[] = []
  const taken: (TakenAccount | TakenCustomer)[] = []
  const seen = new Map<string, number>()
  for (const { line, cells, isOpen } of rows) {
    try {
      if (isOpen) throw new Complaint('has quotes that are never closed')
      const one = rowOf(line, cellsOf(columns, cells), readers)
      const key = identityOf(one)
      const before = seen.get(key)
      if (before !== undefined) throw new Complaint(`is the same as line ${before}`)
      seen.set(key, line)
      taken.push(one)
    } catch (error) {
      complaints.push(`line ${line} ${complaintOf(error)}`)
    }
  }
  if (complaints.length === 0) return taken
  const more = complaints.length - COMPLAINTS_MAX
  throw new TakeoverInvalidError(
    `Nothing was taken over: ${complaints.slice(0, COMPLAINTS_MAX).join('; ')}${more > 0 ? `; and ${more} more` : ''}.`,
  )
}

/** By what a row is known again when the file is taken over once more. */
export function identityOf(row: TakenAccount | TakenCustomer): string {
  if (row.kind === 'account') return `account:${row.name}`
  return row.telegram === null ? `takeover:${row.key ?? row.name}` : `tg:${row.telegram}`
}

class Complaint extends Error {
  override readonly name = 'Complaint'
}

function complaintOf(error: unknown): string {
  if (error instanceof Complaint) return error.message
  throw error
}

/** What `read` makes of a cell; whatever it says against it would repeat what stands there. */
function readBy<T>(read: (cell: string) => T, cell: string, complaint: string): T {
  try {
    return read(cell)
  } catch {
    throw new Complaint(complaint)
  }
}

function rowOf(
  line: number,
  cells: Cells,
  { accountName, parseTotpSecret }: Readers,
): TakenAccount | TakenCustomer {
  const name = cells.name ?? ''
  if (name === '') throw new Complaint('has no name')
  switch (cells.kind) {
    case 'account':
      if (!cells.password && !cells.cookies) {
        throw new Complaint('has neither a password nor cookies')
      }
      return {
        kind: 'account',
        line,
        name: readBy(accountName, name, 'has a name that cannot be that of an account'),
        password: filled(cells.password),
        totp: totpOf(cells, parseTotpSecret),
        cookies: filled(cells.cookies),
        userAgent: filled(cells.user_agent),
      }
    case 'customer':
      return {
        kind: 'customer',
        line,
        name: readBy(checkedName, name, 'has a name that cannot be that of a customer'),
        telegram: telegramOf(cells.telegram),
        key: filled(cells.key),
        language: languageOf(cells.language),
        zone: readBy(checkedZone, filled(cells.zone) ?? 'UTC', 'has a zone that is no time zone'),
        balanceCredits: balanceOf(cells.balance),
      }
    default:
      throw new Complaint('has a kind that is neither account nor customer')
  }
}

function cellsOf(columns: readonly string[], cells: readonly string[]): Cells {
  if (cells.length > columns.length) throw new Complaint('has more cells than there are columns')
  return Object.fromEntries(columns.map((name, at) => [name, cells[at] ?? '']))
}

function filled(cell: string | undefined): string | null {
  return cell === undefined || cell === '' ? null : cell
}

function totpOf(cells: Cells, read: Readers['parseTotpSecret']): string | null {
  const typed = filled(cells.totp)
  if (typed === null) return null
  if (!cells.password) throw new Complaint('has a totp and no password to go with it')
  readBy(read, typed, 'has a totp that is no secret')
  return typed
}

function telegramOf(cell: string | undefined): string | null {
  const typed = filled(cell)
  if (typed === null || /^-?\d{1,19}$/.test(typed)) return typed
  throw new Complaint('has a telegram that is not the number of a chat')
}

function languageOf(cell: string | undefined): CustomerLanguage {
  const typed = filled(cell) ?? 'en'
  if (typed === 'en' || typed === 'ru') return typed
  throw new Complaint('has a language that is neither en nor ru')
}

function balanceOf(cell: string | undefined): number {
  const typed = filled(cell) ?? '0'
  if (/^\d{1,10}$/.test(typed) && Number(typed) <= CREDITS_MAX) return Number(typed)
  throw new Complaint('has a balance that is not a whole number of credits')
}

function isColumn(name: string): name is Column {
  return TAKEOVER_COLUMNS.some((column) => column === name)
}
