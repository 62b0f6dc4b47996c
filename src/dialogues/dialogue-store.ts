import { type RawBuilder, sql } from 'kysely'
import { reason, reasonText } from '../accounts/reasons.ts'
import type { Database } from '../db/database.ts'
import { ago, dbNow, fromNow } from '../db/time.ts'
import { inTransaction } from '../db/transaction.ts'
import { recordEvent, recording } from '../events/event-store.ts'
import { newId } from '../kernel/ids.ts'
import {
  CONTROL_IDLE_MS,
  DIALOGUE_MS,
  DIALOGUES_CHANNEL,
  type Dialogue,
  type DialogueAsks,
  type DialogueCause,
  type DialogueEnding,
  FRAMES_CHANNEL,
  PROLONGS_MAX,
} from './dialogue.ts'

type Context = { readonly db: Database }

/** The account rests for a dialogue: no check begins on it meanwhile. */
export const FOR_DIALOGUE = reasonText(reason('by-hand'))

/** What opening a dialogue came to. */
export type OpenOutcome =
  /** A worker opens its browser as soon as no check uses the account. */
  | { readonly kind: 'ordered'; readonly dialogue: Dialogue }
  /** The account has one already: go on with that. */
  | { readonly kind: 'already-open'; readonly dialogue: Dialogue }

/**
 * Asks for the account's own browser, to log in by hand. Any worker opens it; until then it expires
 * like any other. No check begins on the account meanwhile. Durable when it returns.
 */
export async function openDialogue(
  context: { readonly db: Database },
  ask: { readonly accountId: string; readonly by: string },
): Promise<OpenOutcome> {
  const { accountId, by } = ask
  const id = newId('dlg')
  const opened = await inTransaction(context, async (db) => {
    const added = await sql`
      insert into login_dialogues
        (id, account_id, state, cause, asks, opened_by, opened_at, expires_at)
      values (${id}, ${accountId}, 'ordered', 'by-hand', 'human', ${by}, ${dbNow},
        ${fromNow(DIALOGUE_MS)})
      on conflict (account_id) where state <> 'ended' do nothing
    `.execute(db)
    if (Number(added.numAffectedRows ?? 0n) === 0) return false
    await sql`
      update instagram_accounts
      set resting_until = ${fromNow(DIALOGUE_MS)}, resting_why = ${FOR_DIALOGUE}
      where id = ${accountId} and (resting_until is null or resting_until <= ${dbNow})
    `.execute(db)
    const detail = { dialogue: id, cause: 'by-hand', asks: 'human' } as const
    await recordEvent({ db }, { kind: 'dialogue-ordered', account: accountId, detail })
    await sql`select pg_notify(${DIALOGUES_CHANNEL}, '')`.execute(db)
    return true
  })
  if (opened) {
    const dialogue = await dialogueOf(context, id)
    if (dialogue) return { kind: 'ordered', dialogue }
  }
  const [dialogue] = await select(
    context,
    sql`
    dialogue.account_id = ${accountId} and dialogue.state <> 'ended'`,
  )
  // Ended in the very moment: then there is room for another one.
  return dialogue ? { kind: 'already-open', dialogue } : openDialogue(context, ask)
}

/** Those that have not ended, the oldest first. */
export function openDialogues(context: Context): Promise<readonly Dialogue[]> {
  return select(context, sql`dialogue.state <> 'ended'`)
}

/** One dialogue, ended or not; null when there is none of that id. */
export async function dialogueOf(context: Context, id: string): Promise<Dialogue | null> {
  const [dialogue] = await select(context, sql`dialogue.id = ${id}`)
  return dialogue ?? null
}

/** The last dialogues of an account, the newest first. */
export async function dialoguesOfAccount(
  context: Context,
  accountId: string,
  countMax: number,
): Promise<readonly Dialogue[]> {
  const all = await select(
    context,
    sql`
    dialogue.id in (
      select id from login_dialogues
      where account_id = ${accountId}
      order by opened_at desc
      limit ${countMax}
    )`,
  )
  return [...all].reverse()
}

/**
 * Closes a dialogue and the page behind it. False when it had ended, or there is none. Durable when
 * it returns; the page goes within a second.
 */
export function closeDialogue(context: Context, id: string): Promise<boolean> {
  return endDialogue(context, id, 'closed', null)
}

/** Whether a dialogue can still be acted on: its time is not over, whatever its worker says. */
export const isOpen = sql<boolean>`(state = 'open' and expires_at > ${dbNow})`

/** Whether a dialogue can still be acted on. */
export async function isStillOpen(context: Context, id: string): Promise<boolean> {
  const found = await sql`
    select 1 from login_dialogues where id = ${id} and ${isOpen}
  `.execute(context.db)
  return found.rows.length > 0
}

/** Notes that a page waits for its human; null when the account has a dialogue already. */
export async function beginDialogue(
  context: Context & { readonly holder: string },
  begun: {
    readonly accountId: string
    readonly cause: Exclude<DialogueCause, 'by-hand'>
    readonly asks: DialogueAsks
    readonly said: string | null
    readonly place: string | null
  },
): Promise<string | null> {
  const id = newId('dlg')
  const { accountId, cause, asks, said, place } = begun
  const detail = { dialogue: id, cause, asks }
  const opened = { kind: 'dialogue-opened', account: accountId, detail } as const
  const added = await sql<{ id: string }>`
    with added as (
      insert into login_dialogues
        (id, account_id, state, cause, asks, said, place, opened_by, holder, opened_at, expires_at)
      values (${id}, ${accountId}, 'open', ${cause}, ${asks}, ${said}, ${place}, 'evercheck',
        ${context.holder}::bigint, ${dbNow}, ${fromNow(DIALOGUE_MS)})
      on conflict (account_id) where state <> 'ended' do nothing
      returning id
    ),
    told as (${recording(opened, 'added')})
    select id from added
  `.execute(context.db)
  return added.rows[0]?.id ?? null
}

/** Takes over the oldest dialogue that was ordered and that nobody has opened; null without one. */
export async function claimOrdered(
  context: Context & { readonly holder: string },
): Promise<Dialogue | null> {
  // Looked for again and again, and hardly ever there.
  const waiting = await sql`
    select from login_dialogues where state = 'ordered' and expires_at > ${dbNow} limit 1
  `.execute(context.db)
  if (waiting.rows.length === 0) return null
  return await inTransaction(context, async (db) => {
    const claimed = await sql<{ id: string; account_id: string }>`
      update login_dialogues
      set state = 'open', holder = ${context.holder}::bigint, expires_at = ${fromNow(DIALOGUE_MS)}
      where id = (
        select id from login_dialogues
        where state = 'ordered' and expires_at > ${dbNow}
        order by opened_at
        limit 1
        for update skip locked
      )
      returning id, account_id
    `.execute(db)
    const row = claimed.rows[0]
    if (!row) return null
    await sql`
      update instagram_accounts set resting_until = ${fromNow(DIALOGUE_MS)}
      where id = ${row.account_id} and resting_why = ${FOR_DIALOGUE}
    `.execute(db)
    const detail = { dialogue: row.id, cause: 'by-hand', asks: 'human' } as const
    await recordEvent({ db }, { kind: 'dialogue-opened', account: row.account_id, detail })
    await sql`select pg_notify(${FRAMES_CHANNEL}, '')`.execute(db)
    return dialogueOf({ db }, row.id)
  })
}

/** Puts a dialogue back for another worker to open: this one could not. */
export async function putBack(
  context: Context & { readonly holder: string },
  id: string,
): Promise<void> {
  await sql`
    update login_dialogues set state = 'ordered', holder = null, controller = null
    where id = ${id} and state = 'open' and holder = ${context.holder}::bigint
  `.execute(context.db)
  await sql`select pg_notify(${DIALOGUES_CHANNEL}, '')`.execute(context.db)
}

/** Notes what the page wants now. A code that is asked for, or refused, is told. */
export async function noteAsks(
  context: Context,
  id: string,
  now: {
    readonly asks: DialogueAsks
    readonly said: string | null
    readonly place: string | null
    readonly codeRefused: boolean
  },
): Promise<void> {
  await inTransaction(context, async (db) => {
    const noted = await sql<{ account_id: string; asked: DialogueAsks }>`
      with before as (
        select id, asks from login_dialogues where id = ${id} and state = 'open' for update
      )
      update login_dialogues dialogue
      set asks = ${now.asks}, said = ${now.said}, place = ${now.place}
      from before
      where dialogue.id = before.id
      returning dialogue.account_id, before.asks as asked
    `.execute(db)
    const row = noted.rows[0]
    if (!row) return
    const tell = (kind: 'dialogue-asks-code' | 'dialogue-code-refused') =>
      recordEvent({ db }, { kind, account: row.account_id, detail: { dialogue: id } })
    if (now.codeRefused) await tell('dialogue-code-refused')
    else if (now.asks === 'code' && row.asked !== 'code') await tell('dialogue-asks-code')
    await sql`select pg_notify(${FRAMES_CHANNEL}, '')`.execute(db)
  })
}

/**
 * Ends a dialogue once: its pictures and what was to be done on it go with it, and the account
 * rests no longer for it. Returns whether it ended now. Durable when it returns.
 */
export async function endDialogue(
  context: Context,
  id: string,
  ending: DialogueEnding,
  said: string | null,
): Promise<boolean> {
  return await inTransaction(context, async (db) => {
    const ended = await sql<{ account_id: string }>`
      update login_dialogues
      set state = 'ended', ending = ${ending}, ended_at = ${dbNow}, controller = null,
        said = coalesce(${said}, said)
      where id = ${id} and state <> 'ended'
      returning account_id
    `.execute(db)
    const accountId = ended.rows[0]?.account_id
    if (accountId === undefined) return false
    await sql`delete from login_frames where dialogue_id = ${id}`.execute(db)
    await sql`delete from login_inputs where dialogue_id = ${id}`.execute(db)
    await sql`
      update instagram_accounts set resting_until = null, resting_why = null
      where id = ${accountId} and resting_why = ${FOR_DIALOGUE}
    `.execute(db)
    const detail = { dialogue: id, ending }
    await recordEvent({ db }, { kind: 'dialogue-ended', account: accountId, detail })
    await sql`select pg_notify(${DIALOGUES_CHANNEL}, ''), pg_notify(${FRAMES_CHANNEL}, '')`.execute(
      db,
    )
    return true
  })
}

/**
 * Ends what is over: dialogues whose time is, and those whose worker is gone; ordered ones of such
 * a worker are for another one. Returns how many ended. Any process may call it at any time.
 */
export async function endStaleDialogues(context: Context): Promise<number> {
  await sql`
    update login_dialogues set state = 'ordered', holder = null, controller = null
    where state = 'open' and cause = 'by-hand' and expires_at > ${dbNow}
      and not holder_lives(holder)
  `.execute(context.db)
  const stale = await sql<{ id: string; ending: 'expired' | 'interrupted' }>`
    select id, case when expires_at <= ${dbNow} then 'expired' else 'interrupted' end as ending
    from login_dialogues
    where state <> 'ended'
      and (expires_at <= ${dbNow} or (state = 'open' and not holder_lives(holder)))
  `.execute(context.db)
  let count = 0
  for (const { id, ending } of stale.rows) {
    if (await endDialogue(context, id, ending, null)) count += 1
  }
  return count
}

async function select(context: Context, where: RawBuilder<unknown>): Promise<readonly Dialogue[]> {
  const found = await sql<DialogueRow>`
    select dialogue.id, dialogue.account_id, account.username, dialogue.state, dialogue.cause,
      dialogue.asks, dialogue.said, dialogue.place, dialogue.opened_by, dialogue.opened_at,
      dialogue.expires_at, dialogue.ended_at, dialogue.ending, dialogue.control_fence,
      dialogue.input_number, dialogue.prolonged_count,
      dialogue.state = 'open' and holder_lives(dialogue.holder) as kept,
      case when dialogue.controlled_at > ${ago(CONTROL_IDLE_MS)} then dialogue.controller end
        as controller
    from login_dialogues dialogue
    join instagram_accounts account on account.id = dialogue.account_id
    where ${where}
    order by dialogue.opened_at, dialogue.id
  `.execute(context.db)
  return found.rows.map((row) => ({
    id: row.id,
    accountId: row.account_id,
    username: row.username,
    state: row.state,
    cause: row.cause,
    asks: row.asks,
    said: row.said,
    place: row.place,
    openedBy: row.opened_by,
    openedAt: row.opened_at,
    expiresAt: row.expires_at,
    endedAt: row.ended_at,
    ending: row.ending,
    isKept: row.kept,
    controller: row.controller,
    controlFence: String(row.control_fence),
    inputCount: Number(row.input_number),
    prolongsLeft: PROLONGS_MAX - row.prolonged_count,
  }))
}

type DialogueRow = {
  readonly id: string
  readonly account_id: string
  readonly username: string
  readonly state: Dialogue['state']
  readonly cause: DialogueCause
  readonly asks: DialogueAsks
  readonly said: string | null
  readonly place: string | null
  readonly opened_by: string
  readonly opened_at: Date
  readonly expires_at: Date
  readonly ended_at: Date | null
  readonly ending: DialogueEnding | null
  readonly kept: boolean
  readonly controller: string | null
  readonly control_fence: string
  readonly input_number: string
  readonly prolonged_count: number
}
