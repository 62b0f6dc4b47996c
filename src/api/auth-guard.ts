import { createHash } from 'node:crypto'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { recordAudit } from '../access/audit.ts'
import { networkOf } from '../access/network.ts'
import { actorOf, type Principal } from '../access/principal.ts'
import { type Allowance, type Limit, OwnLimits, rateLimitFields } from '../access/rate-limit.ts'
import type { AuditedAct, Endpoint } from '../contract/endpoint.ts'
import type { Database } from '../db/database.ts'
import type { Clock } from '../kernel/clock.ts'
import { RateLimitedError, SudoMissingError } from './auth-refusals.ts'
import { ScopeMissingError } from './refusals.ts'

/** What the operator of the installation has set about who may come in. */
export type AccessSettings = {
  /** The address under which people reach the panel; null for this machine only. */
  readonly publicUrl: string | null
  /** How many proxies of ours stand in front and say who is asking. */
  readonly trustedHops: number
  /**
   * How many requests one customer's token makes in a minute; administrators five times as many.
   */
  readonly apiPerMinute: number
}

const OF_ADMINISTRATORS = 5
/** Tokens that were refused and are remembered for as long as they will be. */
const REFUSED_MAX = 10_000
/** Requests that nobody has to prove anything for, and those that are refused, by address. */
const BY_ADDRESS: Limit = { name: 'address', countMax: 120, perMs: 60_000 }

/**
 * Whether a principal may call an endpoint at all. Whose things it reaches there is the domain's.
 * @throws ScopeMissingError SCOPE_MISSING, SudoMissingError SUDO_MISSING
 */
export function ensureMay(endpoint: Endpoint, principal: Principal): void {
  const { who, owner, operator, sudo, method, inMiniApp } = endpoint
  if (who !== 'anyone' && !who.includes(principal.kind))
    throw new ScopeMissingError(lackOf(principal))
  const isHisOwn = inMiniApp === true && principal.kind === 'customer'
  if (principal.readsOnly && method !== 'GET' && !isHisOwn) {
    throw new ScopeMissingError('shown-only')
  }
  if (owner && principal.role !== 'owner') {
    throw new ScopeMissingError(principal.operatorId === null ? 'signed-in-owner' : 'owner-only')
  }
  if (operator && principal.operatorId === null) {
    throw new ScopeMissingError('signed-in')
  }
  // A token was made by somebody who was asked; it has nobody who could be asked again.
  if (sudo && principal.operatorId !== null && principal.sudoUntil === null) {
    throw new SudoMissingError()
  }
}

/** What keeps a principal from what its kind may not. Of operators only those are kept who look. */
function lackOf({ operatorId, tokenId, kind }: Principal): ScopeMissingError['lack'] {
  if (operatorId !== null) return 'looks-only'
  if (tokenId !== null) return 'wider-token'
  return kind === 'link' ? 'one-check' : 'customer-only'
}

/** Counts the requests that come in, and refuses what is too much before any work is done. */
export class Guard {
  readonly #limits: OwnLimits
  readonly #ofCustomers: Limit
  readonly #ofAdministrators: Limit

  readonly #clock: Clock
  readonly #refused = new Map<string, { readonly allowance: Allowance; readonly untilMs: number }>()

  constructor(
    { clock }: { readonly clock: Clock },
    settings: Pick<AccessSettings, 'apiPerMinute'>,
  ) {
    const { apiPerMinute: countMax } = settings
    this.#clock = clock
    this.#limits = new OwnLimits(clock)
    this.#ofCustomers = { name: 'requests', countMax, perMs: 60_000 }
    this.#ofAdministrators = { ...this.#ofCustomers, countMax: countMax * OF_ADMINISTRATORS }
  }

  /**
   * One more request of a principal; of null, which stands for whoever proves nothing, one more
   * of the address. @throws RateLimitedError RATE_LIMITED
   */
  count(request: FastifyRequest, reply: FastifyReply, principal: Principal | null): void {
    const allowance =
      principal === null
        ? this.#limits.take(BY_ADDRESS, networkOf(request.ip))
        : this.#limits.take(
            principal.kind === 'customer' ? this.#ofCustomers : this.#ofAdministrators,
            principal.tokenId ?? principal.sessionId ?? principal.customerId ?? '',
          )
    if (!allowance.isAllowed) {
      this.#remember(request, allowance)
      throw new RateLimitedError(allowance)
    }
    reply.headers(rateLimitFields(allowance))
  }

  /**
   * Refuses a token again that was refused a moment ago, without asking the database whose it is:
   * whoever asks far too often costs next to nothing. @throws RateLimitedError RATE_LIMITED
   */
  refuseAgain(request: FastifyRequest): void {
    const { authorization } = request.headers
    const known = authorization === undefined ? undefined : this.#refused.get(hashed(authorization))
    if (known === undefined) return
    const retryInMs = known.untilMs - this.#clock.elapsedMs()
    if (retryInMs > 0) throw new RateLimitedError({ ...known.allowance, retryInMs })
  }

  #remember({ headers: { authorization } }: FastifyRequest, allowance: Allowance): void {
    if (authorization === undefined) return
    if (this.#refused.size >= REFUSED_MAX) this.#refused.clear()
    const untilMs = this.#clock.elapsedMs() + allowance.retryInMs
    this.#refused.set(hashed(authorization), { allowance, untilMs })
  }
}

/** What is remembered of a token. */
function hashed(authorization: string): string {
  return createHash('sha256').update(authorization).digest('base64url')
}

/**
 * Writes down what an administrator changes, before it is done, where the act does not write it
 * down in its own commit: none is missing, whatever happens then, and none stands there twice.
 */
export function writeDownBy(context: { readonly db: Database }) {
  return async (request: FastifyRequest, { audit }: Endpoint, principal: Principal) => {
    if (typeof audit !== 'object' || principal.kind !== 'admin') return
    const by = actorOf(principal, request.ip)
    const [noun = ''] = audit.act.split('.')
    const on = [audit.on ?? noun, subjectOf(request, audit)] as const
    await recordAudit(context, { by, act: audit.act, on, outcome: 'begun' })
  }
}

/** What an act is done to: its request was read and checked. */
function subjectOf(request: FastifyRequest, { field, isUnnamed }: AuditedAct): string | null {
  if (isUnnamed) return null
  const named = field === undefined ? request.params : request.body
  const values = (named ?? {}) as Readonly<Record<string, unknown>>
  const value = field === undefined ? Object.values(values)[0] : values[field]
  return typeof value === 'string' ? value : null
}

export type WriteDown = ReturnType<typeof writeDownBy>
