import type { BusinessEvent } from '../../src/telemetry/events.ts'

/** A login form that was sent. */
export type FormSent = {
  readonly atMs: number
  readonly account: string
  readonly life: string
  /** Names of the account's sessions that lived then and that Evercheck had stored. */
  readonly livingKnown: readonly string[]
  /** Whether Instagram was throttling the account. */
  readonly throttled: boolean
  /** The proxy that its browser left by; null for the operator's way. */
  readonly proxy: string | null
}

/** A session that was opened, by a login or by hand. */
export type Opened = {
  readonly atMs: number
  readonly account: string
  readonly name: string
  /** Whether it is, or ever was, in the database. */
  stored: boolean
}

/** A request to Instagram. */
export type Asked = {
  readonly atMs: number
  readonly account: string
  readonly life: string
  readonly path: string
  /** Where it came from. */
  readonly address: string
}

/** Trouble that an account was given: what may stop it. */
export type Trouble = { readonly atMs: number; readonly account: string; readonly kind: string }

/** What became of somebody in a list while it was read. */
export type Follow = {
  readonly atMs: number
  readonly target: string
  readonly list: 'followers' | 'following'
  readonly pk: string
  readonly there: boolean
}

/** A page that left people out, for as long as its pass lasts. */
export type Skip = {
  readonly atMs: number
  readonly target: string
  readonly list: 'followers' | 'following'
}

/** Why a process ended. */
export type Ending = { readonly atMs: number; readonly life: string; readonly how: string }

/** An error that came out of a slice. */
export type Thrown = {
  readonly atMs: number
  readonly life: string
  readonly name: string
  readonly code: string | null
  readonly message: string
}

/**
 * The truth of a bout as the edges saw it, in plain words: what the checkers read beside the
 * database. Nothing of it is the product's own opinion but `told`.
 */
export class History {
  readonly forms: FormSent[] = []
  readonly opened: Opened[] = []
  readonly asked: Asked[] = []
  readonly troubles: Trouble[] = []
  readonly follows: Follow[] = []
  readonly skips: Skip[] = []
  readonly endings: Ending[] = []
  readonly thrown: Thrown[] = []
  readonly told: (BusinessEvent & { readonly atMs: number; readonly life: string })[] = []
  /** Notices that left the house, by the delivery that they belong to. */
  readonly sent: { readonly atMs: number; readonly delivery: string }[] = []
  /** Faults that struck, in words. */
  readonly faults: string[] = []
}
