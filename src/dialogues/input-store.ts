import { sql } from 'kysely'
import { SecretUnopenableError, type Vault } from '../credentials/vault.ts'
import type { Database } from '../db/database.ts'
import { ago, dbNow } from '../db/time.ts'
import { inTransaction } from '../db/transaction.ts'
import {
  CODES_MAX,
  CONTROL_IDLE_MS,
  DIALOGUES_CHANNEL,
  type DialogueAsks,
  INPUTS_WAITING_MAX,
} from './dialogue.ts'
import { DialogueInput, parseCode } from './dialogue-input.ts'
import { isOpen } from './dialogue-store.ts'

type Context = { readonly db: Database; readonly vault: Vault }

/** What sending acts to a page came to. Whatever is not `sent` was not done, none of it. */
export type SendOutcome =
  | {
      readonly kind: 'sent'
      /** The moment, for `lookAway`. */
      readonly mark: string
    }
  /** Somebody else acts on the page now, or you did nothing for two minutes: take control again. */
  | { readonly kind: 'not-in-control' }
  /** The page does not keep up: wait until it shows what was done. */
  | { readonly kind: 'too-many' }
  /** The worker that keeps the page has died: another one opens it anew, or it ends. */
  | { readonly kind: 'no-worker' }
  | { readonly kind: 'ended' }

/**
 * Sends acts to a dialogue's page, in their order. They are sealed on their way: a password may be
 * among them. The page has them when its worker hears of it, within milliseconds.
 */
export async function sendInput(
  context: Context,
  id: string,
  fence: string,
  inputs: readonly DialogueInput[],
): Promise<SendOutcome> {
  if (inputs.length > INPUTS_WAITING_MAX) return { kind: 'too-many' }
  return await inTransaction(context, async (db) => {
    const sent = await sql<{ number: string; mark: string }>`
      update login_dialogues
      set input_number = input_number + ${inputs.length}, controlled_at = ${dbNow}
      where id = ${id}
        and ${isOpen}
        and holder_lives(holder)
        and control_fence = ${fence}::bigint
        and controller is not null
        and controlled_at > ${ago(CONTROL_IDLE_MS)}
        and (select count(*) from login_inputs where dialogue_id = ${id}) + ${inputs.length}
          <= ${INPUTS_WAITING_MAX}
      returning input_number as number, controlled_at::text as mark
    `.execute(db)
    const row = sent.rows[0]
    if (!row) return whyNot({ ...context, db }, id, fence)
    const first = BigInt(row.number) - BigInt(inputs.length) + 1n
    await putDown({ ...context, db }, id, first, inputs)
    return { kind: 'sent', mark: row.mark }
  })
}

/** What answering with a code came to. */
export type CodeOutcome =
  /** It is being typed. Whether Instagram takes it, the dialogue says within seconds. */
  | { readonly kind: 'sent' }
  /** The page asks for no code now. */
  | { readonly kind: 'not-asked' }
  /** It is no code: four to eight digits. */
  | { readonly kind: 'no-code' }
  /** So many were tried that Instagram would take it amiss. */
  | { readonly kind: 'too-many' }
  /** The worker that keeps the page has died: nobody would type it. */
  | { readonly kind: 'no-worker' }
  | { readonly kind: 'ended' }

/** Answers a page that asks for a code. Nobody needs to be in control for that. */
export async function answerCode(context: Context, id: string, text: string): Promise<CodeOutcome> {
  const code = parseCode(text)
  if (code === null) return { kind: 'no-code' }
  return await inTransaction(context, async (db) => {
    const sent = await sql<{ number: string }>`
      update login_dialogues
      set input_number = input_number + 1, code_count = code_count + 1
      where id = ${id}
        and ${isOpen}
        and holder_lives(holder)
        and asks = 'code'
        and code_count < ${CODES_MAX}
      returning input_number as number
    `.execute(db)
    const row = sent.rows[0]
    if (row) {
      await putDown({ ...context, db }, id, BigInt(row.number), [{ kind: 'code', code }])
      return { kind: 'sent' }
    }
    const found = await sql<{ asks: DialogueAsks; kept: boolean }>`
      select asks, holder_lives(holder) as kept from login_dialogues where id = ${id} and ${isOpen}
    `.execute(db)
    const page = found.rows[0]
    if (page === undefined) return { kind: 'ended' }
    if (!page.kept) return { kind: 'no-worker' }
    return { kind: page.asks === 'code' ? 'too-many' : 'not-asked' }
  })
}

/** Takes what is to be done on a page, in its order. Whoever takes it does it: it is gone. */
export async function takeInputs(context: Context, id: string): Promise<readonly DialogueInput[]> {
  const taken = await sql<{ number: string; input_sealed: string }>`
    delete from login_inputs where dialogue_id = ${id} returning number, input_sealed
  `.execute(context.db)
  const inOrder = taken.rows.sort((one, other) => Number(BigInt(one.number) - BigInt(other.number)))
  const inputs: DialogueInput[] = []
  for (const row of inOrder) {
    const place = placeOf(id, row.number)
    const read = (text: string): DialogueInput | null =>
      DialogueInput.safeParse(JSON.parse(text)).data ?? null
    const input = await context.vault.withSecret(place, row.input_sealed, read).catch(unopened)
    if (input) inputs.push(input)
  }
  return inputs
}

/** Sealed with a key that is not here: it cannot be done, and what follows may be. */
function unopened(error: unknown): null {
  if (error instanceof SecretUnopenableError) return null
  throw error
}

async function whyNot(context: Context, id: string, fence: string): Promise<SendOutcome> {
  const found = await sql<{ open: boolean; kept: boolean; mine: boolean }>`
    select ${isOpen} as open, holder_lives(holder) as kept,
      control_fence = ${fence}::bigint and controlled_at > ${ago(CONTROL_IDLE_MS)} as mine
    from login_dialogues
    where id = ${id}
  `.execute(context.db)
  const row = found.rows[0]
  if (!row?.open) return { kind: 'ended' }
  if (!row.mine) return { kind: 'not-in-control' }
  return { kind: row.kept ? 'too-many' : 'no-worker' }
}

async function putDown(
  context: Context,
  id: string,
  first: bigint,
  inputs: readonly DialogueInput[],
): Promise<void> {
  const rows = inputs.map((input, at) => {
    const number = String(first + BigInt(at))
    return { number, sealed: context.vault.seal(placeOf(id, number), JSON.stringify(input)) }
  })
  await sql`
    insert into login_inputs (dialogue_id, number, input_sealed)
    select ${id}, put.number, put.sealed
    from unnest(${rows.map(({ number }) => number)}::bigint[],
      ${rows.map(({ sealed }) => sealed)}::text[]) as put (number, sealed)
  `.execute(context.db)
  await sql`select pg_notify(${DIALOGUES_CHANNEL}, '')`.execute(context.db)
}

function placeOf(id: string, number: string) {
  return { table: 'login_inputs', column: 'input_sealed', rowId: `${id}/${number}` }
}
