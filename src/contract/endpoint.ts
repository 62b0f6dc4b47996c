import { z } from 'zod'

/**
 * Who may call an endpoint: `admin` does everything, `read` sees everything and changes nothing, a
 * `customer` sees and changes what is the customer's own, a `link` shows one check. `anyone` needs no credentials.
 */
export type Who = 'admin' | 'read' | 'customer' | 'link'

export type Method = 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'

/** One endpoint: validation, serialisation, documentation and the typed client come from it. */
export type Endpoint<
  Params extends z.ZodType = z.ZodType,
  Query extends z.ZodType = z.ZodType,
  Body extends z.ZodType = z.ZodType,
  Answer extends z.ZodType = z.ZodType,
> = {
  /** A name that is nobody else's: the operation of the documentation and of generated clients. */
  readonly id: string
  readonly method: Method
  /** Below `/api/v1`, with parameters in braces. */
  readonly path: `/${string}`
  readonly tag: Tag
  readonly summary: string
  readonly description?: string
  readonly who: readonly Who[] | 'anyone'
  readonly params: Params
  readonly query: Query
  readonly body: Body
  /** The status of success and what it carries. */
  readonly status: 200 | 201 | 202 | 204
  readonly answer: Answer
  /** Media types of answers that are streamed, beside what `answer` describes. */
  readonly streams?: readonly string[]
  /**
   * `Idempotency-Key` is understood: a repetition is `answered` as the first time, or `refused`, where
   * the answer holds a secret.
   */
  readonly idempotent?: 'answered' | 'refused'
  /** One of the three endpoints of the original plan, which a setting switches off. */
  readonly original?: true
  /** An operator who is signed in has to prove again who he is. */
  readonly sudo?: true
  /** Only for operators who are signed in: no token does it. */
  readonly operator?: true
  /** Only for an owner who is signed in. */
  readonly owner?: true
  /** Reached below `/public` as well, for what customers see without an account of ours. */
  readonly public?: true
  /** What a customer may do in a Mini App, where he sees his own; all else he does in the bot. */
  readonly inMiniApp?: true
  /** For pages of this installation: it looks at where the request comes from. */
  readonly fromBrowser?: true
  /** Codes of `docs/errors.md` that this endpoint's refusals may bear, beside those of all. */
  readonly refusals?: readonly string[]
  /**
   * How an administrator's act is written down in the audit log: once. By the act itself
   * (`in-commit`, as all that is about access); before it begins, where it takes several commits or
   * speaks with Instagram; not at all where it only asks (`nothing`).
   */
  readonly audit?: 'in-commit' | 'nothing' | AuditedAct
  /** What a body may have at most; 64 KiB without it. */
  readonly bodyBytesMax?: number
  /** Files that it takes as `multipart/form-data`, and how long they may take to arrive. */
  readonly upload?: { readonly files: readonly string[]; readonly withinMs: number }
  /** How long answering may take; half a minute without it, and without end for what streams. */
  readonly handlerMs?: number
}

/** An act that is written down before it begins. */
export type AuditedAct = {
  /** `noun.verb`; the noun is what it is done to, where `on` does not say otherwise. */
  readonly act: string
  readonly on?: 'account'
  /** The field of the body that says to which; without it the first part of the address does. */
  readonly field?: 'account' | 'username'
  /** Whether the address names a person who is read, which the audit log does not keep. */
  readonly isUnnamed?: true
}

/** The chapters of the documentation. */
export type Tag = (typeof TAGS)[number]['name']

export const TAGS = [
  { name: 'checks', description: 'Ordering checks, following them and reading their results.' },
  { name: 'events', description: 'What happens, as it happens.' },
  { name: 'money', description: 'Balances, entries, credits and the ledger.' },
  { name: 'sessions', description: 'The health of the Instagram sessions and their renewal.' },
  { name: 'accounts', description: 'The Instagram accounts that checks are read with.' },
  { name: 'customers', description: 'Who orders checks.' },
  { name: 'webhooks', description: 'Deliveries to programs of yours when a check ends.' },
  { name: 'alerts', description: 'What needs an operator.' },
  { name: 'dialogues', description: 'Logins that wait for a human.' },
  {
    name: 'operation',
    description: 'The installation itself: schedules, settings, doctor, audit.',
  },
  { name: 'access', description: 'Signing in, tokens, operators and links.' },
] as const

const NOTHING = z.strictObject({})
const NO_BODY = z.undefined()

type Nothing = typeof NOTHING
type NoBody = typeof NO_BODY

type Given<
  P extends z.ZodType,
  Q extends z.ZodType,
  B extends z.ZodType,
  A extends z.ZodType,
> = Omit<Endpoint<P, Q, B, A>, 'params' | 'query' | 'body' | 'answer' | 'status'> & {
  readonly params?: P
  readonly query?: Q
  readonly body?: B
  readonly status?: Endpoint['status']
  readonly answer?: A
}

/** Completes an endpoint: what it does not name, it does not take. */
export function endpoint<
  P extends z.ZodType = Nothing,
  Q extends z.ZodType = Nothing,
  B extends z.ZodType = NoBody,
  A extends z.ZodType = NoBody,
>(given: Given<P, Q, B, A>): Endpoint<P, Q, B, A> {
  // The defaults are the types that stand for them where nothing was given.
  const complete = {
    params: NOTHING,
    query: NOTHING,
    body: NO_BODY,
    answer: NO_BODY,
    status: given.answer === undefined && given.streams === undefined ? 204 : 200,
    ...given,
  }
  return complete as unknown as Endpoint<P, Q, B, A>
}

/** Whether an endpoint takes a body. */
export function takesBody({ body }: Endpoint): boolean {
  return body !== NO_BODY
}

/** Whether an endpoint answers with a body that `answer` describes. */
export function givesBody({ answer }: Endpoint): boolean {
  return answer !== NO_BODY
}
