/** How much an operator may do. */
export const ROLES = ['owner', 'operator', 'read-only'] as const
export type Role = (typeof ROLES)[number]

/** Who asks, and how much he may. Every entrance that is not this machine's own begins with one. */
export type Principal = {
  /**
   * `admin` may everything, `read` may look at everything, `customer` sees what is his own, and a
   * `link` shows one check.
   */
  readonly kind: 'admin' | 'read' | 'customer' | 'link'
  /** Whose things a customer's or a link's principal reaches; null for the others. */
  readonly customerId: string | null
  /** The only check that a link shows; null for the others. */
  readonly checkId: string | null
  /** Whether it may change nothing, whatever its kind may. */
  readonly readsOnly: boolean
  /** The API token that was shown, if any. */
  readonly tokenId: string | null
  /** The operator who has signed in, if any. */
  readonly operatorId: string | null
  /** What he is called in the audit log: the token's name, the operator's. */
  readonly name: string
  /** The operator's role; null for tokens and customers. */
  readonly role: Role | null
  /** The operator's session at this browser, if any. */
  readonly sessionId: string | null
  /** Until when an operator who was asked again may do what is dangerous; null if he may not. */
  readonly sudoUntil: Date | null
}

/** Who did something, as the audit log has it. */
export type Actor = {
  readonly kind: 'operator' | 'token' | 'customer' | 'machine' | 'nobody'
  readonly id: string | null
  readonly name: string | null
  /** The network address that it came from; null for the command line. */
  readonly address: string | null
}

/** Whoever runs commands on the machine itself. */
export const MACHINE: Actor = { kind: 'machine', id: null, name: null, address: null }

/** Somebody whom nobody knows: before signing in, or refused. */
export function nobodyAt(address: string | null): Actor {
  return { kind: 'nobody', id: null, name: null, address }
}

/** A principal as the audit log has it. */
export function actorOf(principal: Principal, address: string | null): Actor {
  const { operatorId, tokenId, customerId, name, kind } = principal
  if (kind === 'link') return nobodyAt(address)
  if (operatorId !== null) return { kind: 'operator', id: operatorId, name, address }
  if (tokenId !== null) return { kind: 'token', id: tokenId, name, address }
  return { kind: 'customer', id: customerId, name: null, address }
}
