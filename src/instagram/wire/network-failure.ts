import { TooLargeError, UndecodableError } from './body.ts'
import { ProxyRefusedError } from './proxy.ts'

/**
 * Why no answer came. All of them heal by themselves or show a fault on the way, never a logout.
 */
export type FailureReason =
  | 'timeout'
  /** The connection broke before the answer began. */
  | 'reset'
  /** Nobody listens there, there is no way there, or the proxy refuses it. */
  | 'refused'
  /** The certificate or the handshake was not accepted. */
  | 'tls'
  | 'dns'
  | 'too-large'
  /** The answer began and did not end. */
  | 'truncated'
  /** The transport was closed while the request was under way. */
  | 'closed'

const REASONS: ReadonlyMap<string, FailureReason> = new Map<string, FailureReason>([
  ['ECONNREFUSED', 'refused'],
  ['EHOSTUNREACH', 'refused'],
  ['ENETUNREACH', 'refused'],
  ['EADDRNOTAVAIL', 'refused'],
  ['ENOTFOUND', 'dns'],
  ['EAI_AGAIN', 'dns'],
  ['EAI_FAIL', 'dns'],
  ['ETIMEDOUT', 'timeout'],
  ['UND_ERR_CONNECT_TIMEOUT', 'timeout'],
  ['UND_ERR_HEADERS_TIMEOUT', 'timeout'],
  ['UND_ERR_BODY_TIMEOUT', 'timeout'],
  ['UND_ERR_RES_CONTENT_LENGTH_MISMATCH', 'truncated'],
  ['UND_ERR_RES_EXCEEDED_MAX_SIZE', 'too-large'],
  ['UND_ERR_DESTROYED', 'closed'],
  ['UND_ERR_CLOSED', 'closed'],
  ['EPROTO', 'tls'],
  ['UNABLE_TO_VERIFY_LEAF_SIGNATURE', 'tls'],
  ['UNABLE_TO_GET_ISSUER_CERT', 'tls'],
  ['UNABLE_TO_GET_ISSUER_CERT_LOCALLY', 'tls'],
  ['SELF_SIGNED_CERT_IN_CHAIN', 'tls'],
  ['DEPTH_ZERO_SELF_SIGNED_CERT', 'tls'],
])

/** Puts an error of the network into words. `begun` says that headers had already come. */
export function failureOf(
  error: unknown,
  begun: boolean,
): { readonly reason: FailureReason; readonly detail: string } {
  if (error instanceof TooLargeError) return { reason: 'too-large', detail: error.message }
  if (error instanceof UndecodableError) return { reason: 'truncated', detail: error.message }
  for (const one of chain(error)) {
    if (one instanceof ProxyRefusedError) return { reason: 'refused', detail: describe(one) }
    const code = codeOf(one)
    const reason = REASONS.get(code) ?? (isTls(code) ? 'tls' : undefined)
    if (reason) return { reason, detail: describe(one) }
  }
  return { reason: begun ? 'truncated' : 'reset', detail: describe(error) }
}

const CAUSES_MAX = 8

function chain(error: unknown): unknown[] {
  const found: unknown[] = []
  const open = [error]
  while (open.length > 0 && found.length < CAUSES_MAX) {
    const one = open.shift()
    found.push(one)
    if (one instanceof AggregateError) open.push(...one.errors)
    if (one instanceof Error && one.cause !== undefined) open.push(one.cause)
  }
  return found
}

function isTls(code: string): boolean {
  return /^(ERR_TLS_|ERR_SSL_|CERT_)/.test(code)
}

function codeOf(error: unknown): string {
  if (!(error instanceof Error) || !('code' in error)) return ''
  return typeof error.code === 'string' ? error.code : ''
}

function describe(error: unknown): string {
  const code = codeOf(error)
  const text = error instanceof Error ? error.message : 'unknown failure'
  return `${code === '' ? '' : `${code}: `}${text}`.slice(0, 200)
}
