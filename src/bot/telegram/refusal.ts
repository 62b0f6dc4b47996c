import { GrammyError, HttpError } from 'grammy'

/** What Telegram's refusal means for who wanted something of it. */
export type Refusal =
  /** The person has blocked the bot, or is gone: nothing can be sent there. */
  | { readonly kind: 'silent' }
  /** The message is what it was to become. */
  | { readonly kind: 'same' }
  /** The message is gone or is no longer ours to change: a new one is needed. */
  | { readonly kind: 'lost' }
  /** Later: too many messages, or Telegram is in trouble or away. */
  | { readonly kind: 'busy'; readonly afterMs: number }
  | { readonly kind: 'too-large' }
  /** A tap that is too old to be answered. */
  | { readonly kind: 'expired' }
  /** The Stars of a payment went back before. */
  | { readonly kind: 'refunded-before' }
  /** We asked for something wrong. */
  | { readonly kind: 'wrong'; readonly said: string }

const BUSY_MS = 5000

/** What an error of a call means; null for one that is not Telegram's. Pure. */
export function refusalOf(error: unknown): Refusal | null {
  if (error instanceof HttpError) return { kind: 'busy', afterMs: BUSY_MS }
  if (!(error instanceof GrammyError)) return null
  const { error_code: code, description: said, parameters } = error
  if (code === 429) return { kind: 'busy', afterMs: (parameters.retry_after ?? 5) * 1000 }
  if (code >= 500 || code === 409) return { kind: 'busy', afterMs: BUSY_MS }
  if (code === 413) return { kind: 'too-large' }
  const row = TABLE.find(([codes, words]) => codes === code && words.test(said))
  return row ? row[2] : { kind: 'wrong', said }
}

type Row = readonly [code: number, said: RegExp, means: Refusal]

const TABLE: readonly Row[] = [
  [403, /./, { kind: 'silent' }],
  [400, /chat not found|user is deactivated|PEER_ID_INVALID/i, { kind: 'silent' }],
  [400, /message is not modified/i, { kind: 'same' }],
  [
    400,
    /message to (edit|delete|be replied) not found|message can't be (edited|deleted)|MESSAGE_ID_INVALID|there is no (text|caption) in the message/i,
    { kind: 'lost' },
  ],
  [400, /file is too big|FILE_PARTS_INVALID/i, { kind: 'too-large' }],
  [400, /query is too old|QUERY_ID_INVALID/i, { kind: 'expired' }],
  [400, /CHARGE_ALREADY_REFUNDED/i, { kind: 'refunded-before' }],
]
