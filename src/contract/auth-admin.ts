import { z } from 'zod'
import { Role } from './auth.ts'
import { endpoint } from './endpoint.ts'
import { CustomerId, Instant, Paging, pageOf } from './shapes.ts'

const One = z.strictObject({ id: z.string().min(1).max(60) })

const Operator = z
  .object({
    id: z.string(),
    name: z.string(),
    role: Role,
    createdAt: Instant,
    hasPassword: z.boolean(),
    passkeyCount: z.number().int(),
  })
  .meta({ id: 'Operator' })

export const listOperators = endpoint({
  id: 'listOperators',
  method: 'GET',
  path: '/operators',
  tag: 'access',
  summary: 'All operators',
  who: ['admin', 'read'],
  answer: z.object({ items: z.array(Operator) }),
})

const Link = z.object({
  link: z.string().describe('Good for a day, once. It is shown only now.'),
})

export const inviteOperator = endpoint({
  id: 'inviteOperator',
  method: 'POST',
  path: '/operators/invitations',
  tag: 'access',
  summary: 'Make a link with which somebody becomes an operator',
  who: ['admin'],
  owner: true,
  sudo: true,
  idempotent: 'refused',
  status: 201,
  body: z.strictObject({ role: Role }),
  answer: Link,
  refusals: ['IDEMPOTENCY_KEY_REUSED', 'ALREADY_DONE'],
})

export const changeOperator = endpoint({
  id: 'changeOperator',
  method: 'PATCH',
  path: '/operators/{id}',
  tag: 'access',
  summary: 'Give an operator another role',
  who: ['admin'],
  owner: true,
  sudo: true,
  params: One,
  body: z.strictObject({ role: Role }),
  refusals: ['OPERATOR_UNKNOWN', 'LAST_OWNER'],
})

export const resetOperator = endpoint({
  id: 'resetOperator',
  method: 'POST',
  path: '/operators/{id}/reset',
  tag: 'access',
  summary: 'Sign an operator out everywhere, and let him choose new means to sign in',
  who: ['admin'],
  owner: true,
  sudo: true,
  idempotent: 'refused',
  status: 201,
  params: One,
  answer: Link,
  refusals: ['OPERATOR_UNKNOWN', 'IDEMPOTENCY_KEY_REUSED', 'ALREADY_DONE'],
})

export const removeOperator = endpoint({
  id: 'removeOperator',
  method: 'DELETE',
  path: '/operators/{id}',
  tag: 'access',
  summary: 'Take an operator away',
  who: ['admin'],
  owner: true,
  sudo: true,
  params: One,
  refusals: ['OPERATOR_UNKNOWN', 'LAST_OWNER'],
})

const Token = z
  .object({
    id: z.string(),
    name: z.string(),
    scopes: z.string().describe('`admin`, `read` or `customer:ID`.'),
    createdAt: Instant,
    expiresAt: Instant,
    lastUsedAt: Instant.nullable().describe('To within five minutes.'),
    revokedAt: Instant.nullable(),
  })
  .meta({ id: 'Token' })

export const listTokens = endpoint({
  id: 'listTokens',
  method: 'GET',
  path: '/tokens',
  tag: 'access',
  summary: 'API tokens, without their secrets, the newest first',
  who: ['admin', 'read'],
  query: z.strictObject({ customer: CustomerId.optional(), ...Paging }),
  answer: pageOf(Token),
  refusals: ['CURSOR_INVALID'],
})

export const createToken = endpoint({
  id: 'createToken',
  method: 'POST',
  path: '/tokens',
  tag: 'access',
  summary: 'Make an API token',
  description: 'Only an operator who is signed in makes one: a token makes no tokens.',
  who: ['admin'],
  operator: true,
  sudo: true,
  idempotent: 'refused',
  status: 201,
  body: z.strictObject({
    name: z.string().min(1).max(100),
    scopes: z.string().max(80).describe('`admin`, `read` or `customer:ID`.'),
    days: z.number().int().min(1).max(3650).optional(),
  }),
  answer: Token.extend({ token: z.string().describe('It is shown only now.') }),
  refusals: ['TOKEN_INVALID', 'CUSTOMER_UNKNOWN', 'IDEMPOTENCY_KEY_REUSED', 'ALREADY_DONE'],
})

export const revokeToken = endpoint({
  id: 'revokeToken',
  method: 'DELETE',
  path: '/tokens/{id}',
  tag: 'access',
  summary: 'End an API token at once',
  who: ['admin'],
  sudo: true,
  params: One,
  refusals: ['TOKEN_UNKNOWN'],
})

const AuditEntry = z
  .object({
    id: z.string(),
    at: Instant,
    by: z.object({
      kind: z.enum(['operator', 'token', 'customer', 'machine', 'nobody']),
      id: z.string().nullable(),
      name: z.string().nullable(),
      address: z.string().nullable(),
    }),
    act: z.string().meta({ example: 'session.sign-in' }),
    objectKind: z.string().nullable(),
    objectId: z.string().nullable(),
    outcome: z
      .enum(['done', 'refused', 'begun'])
      .describe('`begun` was written down before the act; what came of it is an event.'),
    detail: z.record(z.string(), z.unknown()),
  })
  .meta({ id: 'AuditEntry' })

export const readAudit = endpoint({
  id: 'readAudit',
  method: 'GET',
  path: '/audit',
  tag: 'operation',
  summary: 'Who did what, to what, and from where; the newest first',
  who: ['admin', 'read'],
  query: z.strictObject({
    ...Paging,
    act: z.string().max(100).optional(),
    actor: z.string().max(60).optional().describe('The number of an operator, token or customer.'),
    object: z.string().max(60).optional().describe('The number of what it was done to.'),
    format: z
      .enum(['json', 'csv'])
      .default('json')
      .describe('`csv` is all of them, or all behind `after`, as a file.'),
    csv: z.enum(['comma', 'semicolon', 'plain']).default('plain'),
  }),
  answer: pageOf(AuditEntry),
  streams: ['text/csv'],
  refusals: ['CURSOR_INVALID'],
})
