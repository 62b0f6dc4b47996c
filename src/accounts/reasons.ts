import { z } from 'zod'

/**
 * Why an account rests, as a value: what it means to people, `words` says. `detail` is short, holds
 * no secret, and is there where a reason alone would not tell enough.
 */
export type RestReason = { readonly kind: RestKind; readonly detail: string | null }

/** Everything that makes an account rest. */
export const REST_KINDS = [
  'throttled',
  'day-over',
  'paced',
  'vague',
  'surface-refused',
  'barred',
  'request-refused',
  'unreachable',
  'unrecognised',
  'known-profile-hidden',
  'list-refused',
  'list-not-served',
  'login-throttled',
  'login-failed',
  'login-limit',
  'login-unproved',
  'machine',
  'visit-failed',
  'by-hand',
  /** Of a check: whoever reads it crashes. */
  'crashes',
  /** From before reasons were values: the detail is the sentence. */
  'said',
] as const
/** Why an account or a check rests, in a word. */
export type RestKind = (typeof REST_KINDS)[number]

/** Why an account has stopped, as a value. */
export type StopReason = { readonly kind: StopKind; readonly detail: string | null }

/** Everything that makes an account stop. */
export const STOP_KINDS = [
  'challenged',
  'feedback',
  'sentry',
  'suspended',
  'disabled',
  'password-reset',
  'geoblock',
  'password-missing',
  'login-refused',
  'code-needed',
  'code-rejected',
  'clock-off',
  'human-wanted',
  'login-suspended',
  'login-failed',
  'operator',
  /** It came with a backup, and the system that it is from may still use it. */
  'restored',
  'said',
] as const
type StopKind = (typeof STOP_KINDS)[number]

/** Why a check cannot go on: its account rests, or has stopped. */
export type Reason = RestReason | StopReason

/** Rests that this machine or its network has caused: Instagram did not ask for them. */
export const OWN_TROUBLE: readonly RestKind[] = ['machine', 'unreachable']

/** A reason of that kind. */
export function reason<K extends string>(
  kind: K,
  detail: string | null = null,
): { readonly kind: K; readonly detail: string | null } {
  return { kind, detail }
}

/** A reason as a column keeps it. */
export function reasonText(why: Reason): string {
  return JSON.stringify(why.detail === null ? { kind: why.kind } : why)
}

const Rest = z.object({ kind: z.enum(REST_KINDS), detail: z.string().nullable().default(null) })
const Stop = z.object({ kind: z.enum(STOP_KINDS), detail: z.string().nullable().default(null) })

/** What a column keeps, read again; a plain sentence is `said`. */
export function parseRestReason(text: string): RestReason {
  const parsed = Rest.safeParse(json(text))
  return parsed.success ? parsed.data : reason('said', text)
}

/** What a column keeps, read again; a plain sentence is `said`. */
export function parseStopReason(text: string): StopReason {
  const parsed = Stop.safeParse(json(text))
  return parsed.success ? parsed.data : reason('said', text)
}

/** What the column of a check keeps, read again: it may be of either kind. */
export function parseReason(text: string): Reason {
  const rest = parseRestReason(text)
  return rest.kind === 'said' ? parseStopReason(text) : rest
}

function json(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return null
  }
}
