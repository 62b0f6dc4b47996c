import type { FastifyRequest } from 'fastify'
import type { Principal } from '../access/principal.ts'

/** Finds out who makes a request, from its token or its cookie; null when it bears neither. */
export type Authenticate = (request: FastifyRequest) => Promise<Principal | null>

const KNOWN = new WeakMap<FastifyRequest, Principal>()

/** Remembers who makes a request, for as long as the request lasts. */
export function know(request: FastifyRequest, principal: Principal): void {
  KNOWN.set(request, principal)
}

/** Who makes a request; null where nobody was asked for credentials. */
export function known(request: FastifyRequest): Principal | null {
  return KNOWN.get(request) ?? null
}

/**
 * The customer whose things a principal sees: null for administrators and readers, who see those of
 * all.
 */
export function onlyOf(principal: Principal): string | null {
  const { kind, customerId } = principal
  if (kind === 'admin' || kind === 'read') return null
  // A customer's token without its customer would see everything.
  return customerId ?? ''
}
