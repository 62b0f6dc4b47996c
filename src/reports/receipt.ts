import { createHash, createPublicKey, type KeyObject, sign, verify } from 'node:crypto'
import { z } from 'zod'
import type { CheckResult, ListResult } from '../checks/result/table.ts'

/** What issues a receipt: the key that signs it, and what the result itself does not say. */
export type Issuer = {
  /** A private key for ed25519. */
  readonly key: KeyObject
  readonly effort: {
    readonly requests: number
    readonly logins: number
    readonly startedAt: Date | null
  }
  /** The versions of the programs that made it, by their names. */
  readonly software: Readonly<Record<string, string>>
}

const Count = z.number().int().nonnegative()
const Instant = z.iso.datetime()
const List = z.strictObject({
  /** The only way in which lists are read today. */
  surface: z.literal('rest-list'),
  expected: Count.nullable(),
  collected: Count,
  /** How much of what the profile counts was read, 1 at the most; null when it does not say. */
  coverage: z.number().min(0).max(1).nullable(),
  passes: Count,
  pages: Count,
  confidence: z.enum(['exact', 'confirmed', 'incomplete', 'unread', 'exported']),
  ended: z.string().nullable(),
  /** When it was read, and the earlier check that has read it; older receipts say neither. */
  readAt: Instant.nullable().optional(),
  reusedFrom: z.string().nullable().optional(),
})
/** A file of a report: nothing that could lead out of its folder. */
const FileName = z.string().regex(/^[a-z][a-z-]*\.(?:csv|json|png|xlsx)$/)

const Receipt = z.strictObject({
  receipt: z.literal('evercheck-1'),
  check: z.string(),
  target: z.strictObject({
    pk: z.string().nullable(),
    username: z.string(),
    orderedAs: z.string(),
  }),
  state: z.string(),
  startedAt: Instant.nullable(),
  finishedAt: Instant.nullable(),
  comparedWith: Instant.nullable(),
  followers: List,
  following: List,
  counts: z.record(z.string(), Count.nullable()),
  requests: Count,
  logins: Count,
  software: z.record(z.string(), z.string()),
  /** SHA-256 of each file of the report, in hexadecimal. */
  files: z.record(FileName, z.string().regex(/^[0-9a-f]{64}$/)),
  /** The public key, as it stands in its own last 32 bytes. */
  key: z.string().regex(/^[A-Za-z0-9+/]{43}=$/),
})
/** What a receipt says. */
export type Receipt = z.infer<typeof Receipt>

const Signed = Receipt.extend({ signature: z.string().regex(/^[A-Za-z0-9+/]{86}==$/) })

/** What a text was found to be: a receipt that holds, or why it does not. */
export type Verification =
  | { readonly kind: 'holds'; readonly receipt: Receipt; readonly fingerprint: string }
  | { readonly kind: 'broken'; readonly why: string }

/** The text of a receipt for a result whose files have these digests. */
export function issueReceipt(
  { key, effort, software }: Issuer,
  result: CheckResult & { readonly check: string },
  files: Readonly<Record<string, string>>,
): string {
  const { check, target, state, finishedAt, comparedWith, followers, following, counts } = result
  const receipt: Receipt = Receipt.parse({
    receipt: 'evercheck-1',
    ...{ check, target, state },
    startedAt: effort.startedAt?.toISOString() ?? null,
    finishedAt: finishedAt?.toISOString() ?? null,
    comparedWith: comparedWith?.toISOString() ?? null,
    followers: listOf(followers),
    following: listOf(following),
    counts: Object.fromEntries(Object.entries(counts).map(([file, { count }]) => [file, count])),
    ...{ requests: effort.requests, logins: effort.logins, software, files },
    key: publicBytes(key).toString('base64'),
  })
  const signature = sign(null, messageOf(receipt), key).toString('base64')
  return textOf({ ...receipt, signature })
}

/**
 * Whether a text is a receipt, to the byte as it was issued. Anybody can issue one with a key of
 * their own: whose key it is, the fingerprint tells those who know it.
 */
export function verifyReceipt(text: string): Verification {
  const parsed = Signed.safeParse(parsedJson(text))
  if (!parsed.success) return { kind: 'broken', why: 'it is not a receipt of Evercheck' }
  const { signature, ...receipt } = parsed.data
  const bytes = Buffer.from(receipt.key, 'base64')
  const key = createPublicKey({
    key: Buffer.concat([SPKI_HEAD, bytes]),
    format: 'der',
    type: 'spki',
  })
  const isSigned = verify(null, messageOf(receipt), key, Buffer.from(signature, 'base64'))
  // Another order of its parts, or a blank more, says the same and is not what was issued.
  if (!isSigned || textOf(parsed.data) !== text) {
    return { kind: 'broken', why: 'the receipt was changed: its signature does not fit' }
  }
  return { kind: 'holds', receipt, fingerprint: fingerprintOf(bytes) }
}

/** What tells the key that signs receipts from every other one. */
export function receiptFingerprint(key: KeyObject): string {
  return fingerprintOf(publicBytes(key))
}

function fingerprintOf(publicKey: Buffer): string {
  const digest = createHash('sha256').update('evercheck receipt key\n').update(publicKey)
  return digest.digest('hex').slice(0, 32)
}

/** An ed25519 public key in DER is this and the 32 bytes of the key itself (RFC 8410). */
const SPKI_HEAD = Buffer.from('302a300506032b6570032100', 'hex')

function publicBytes(key: KeyObject): Buffer {
  return createPublicKey(key).export({ format: 'der', type: 'spki' }).subarray(SPKI_HEAD.length)
}

function messageOf(receipt: Receipt): Buffer {
  return Buffer.from(`evercheck receipt\n${JSON.stringify(receipt)}`)
}

function textOf(signed: z.infer<typeof Signed>): string {
  return `${JSON.stringify(signed, null, 2)}\n`
}

function listOf(list: ListResult): z.input<typeof List> {
  const { expected, collected, passes, pages, confidence, ended } = list
  const share = expected === null ? null : collected / Math.max(1, expected)
  const coverage = share === null ? null : Math.min(1, Math.round(share * 10_000) / 10_000)
  const read = { expected, collected, coverage, passes, pages, confidence, ended }
  const readAt = list.readAt?.toISOString() ?? null
  return { surface: 'rest-list', ...read, readAt, reusedFrom: list.reusedFrom }
}

function parsedJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return null
  }
}
