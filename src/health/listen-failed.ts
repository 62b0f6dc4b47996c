import { systemReason } from '../kernel/system-reason.ts'

/** A server of ours cannot listen where it should. */
export class ListenFailedError extends Error {
  override readonly name = 'ListenFailedError'
  readonly code = 'LISTEN_FAILED'

  constructor(
    at: { readonly setting: string; readonly host: string; readonly port: number },
    cause: unknown,
  ) {
    const code = cause instanceof Error && 'code' in cause ? String(cause.code) : ''
    super(
      `${at.setting}: nothing can listen on ${at.host}:${at.port}: ${systemReason(code)}. Another Evercheck may run there already; stop it, or set ${at.setting} to another address.`,
      { cause },
    )
  }
}

/** Whether it failed because another program listens there. */
export function isListenTaken(error: unknown): boolean {
  const cause = error instanceof ListenFailedError ? error.cause : null
  return cause instanceof Error && 'code' in cause && cause.code === 'EADDRINUSE'
}
