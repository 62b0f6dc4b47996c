import { z } from 'zod'
import { ChallengeId, Code, PasskeyMade, PasskeyQuestion, Password, TotpOffer } from './auth.ts'
import { endpoint } from './endpoint.ts'
import { Instant } from './shapes.ts'

const Session = z
  .object({
    id: z.string(),
    operatorId: z.string(),
    isThisOne: z.boolean(),
    method: z.enum(['passkey', 'password']),
    address: z.string().nullable(),
    userAgent: z.string().nullable(),
    createdAt: Instant,
    seenAt: Instant.describe('To within a minute.'),
    expiresAt: Instant,
  })
  .meta({ id: 'OperatorSession' })

export const listSessions = endpoint({
  id: 'listOperatorSessions',
  method: 'GET',
  path: '/auth/sessions',
  tag: 'access',
  summary: "One's own sessions; an owner sees those of all",
  who: ['admin', 'read'],
  operator: true,
  answer: z.object({ items: z.array(Session) }),
})

const OneOf = z.strictObject({ id: z.string().min(1).max(60) })

export const endSession = endpoint({
  id: 'endOperatorSession',
  method: 'DELETE',
  path: '/auth/sessions/{id}',
  tag: 'access',
  summary: "End one of one's own sessions; an owner ends anybody's",
  who: ['admin', 'read'],
  operator: true,
  sudo: true,
  params: OneOf,
  refusals: ['SESSION_UNKNOWN'],
})

export const endOtherSessions = endpoint({
  id: 'endOtherOperatorSessions',
  method: 'DELETE',
  path: '/auth/sessions',
  tag: 'access',
  summary: "End all of one's own sessions but this one",
  who: ['admin', 'read'],
  operator: true,
  sudo: true,
  status: 200,
  answer: z.object({ ended: z.number().int() }),
})

const Passkey = z
  .object({
    id: z.string(),
    name: z.string(),
    host: z.string().describe('It answers at this host, and nowhere else.'),
    createdAt: Instant,
    lastUsedAt: Instant.nullable(),
  })
  .meta({ id: 'Passkey' })

export const listPasskeys = endpoint({
  id: 'listPasskeys',
  method: 'GET',
  path: '/auth/passkeys',
  tag: 'access',
  summary: "One's own passkeys",
  who: ['admin', 'read'],
  operator: true,
  answer: z.object({ items: z.array(Passkey), hasPassword: z.boolean() }),
})

export const offerAnotherPasskey = endpoint({
  id: 'offerAnotherPasskey',
  method: 'POST',
  path: '/auth/passkeys/options',
  tag: 'access',
  summary: 'Begin to make another passkey',
  who: ['admin', 'read'],
  operator: true,
  sudo: true,
  status: 200,
  answer: PasskeyQuestion,
  refusals: ['PASSKEY_SITE'],
})

export const addPasskey = endpoint({
  id: 'addPasskey',
  method: 'POST',
  path: '/auth/passkeys',
  tag: 'access',
  summary: 'Make another passkey',
  who: ['admin', 'read'],
  operator: true,
  sudo: true,
  body: z.strictObject({
    challengeId: ChallengeId,
    label: z.string().max(100).optional(),
    response: PasskeyMade,
  }),
  refusals: ['CHALLENGE_OVER', 'PASSKEY_TAKEN', 'PASSKEY_SITE'],
})

export const removePasskey = endpoint({
  id: 'removePasskey',
  method: 'DELETE',
  path: '/auth/passkeys/{id}',
  tag: 'access',
  summary: 'Take a passkey away',
  who: ['admin', 'read'],
  operator: true,
  sudo: true,
  params: z.strictObject({ id: z.string().min(1).max(2000) }),
  refusals: ['PASSKEY_UNKNOWN', 'LAST_MEANS'],
})

export const offerNewTotp = endpoint({
  id: 'offerNewTotp',
  method: 'POST',
  path: '/auth/totp',
  tag: 'access',
  summary: 'Begin to change the password: the new second factor beside it',
  who: ['admin', 'read'],
  operator: true,
  sudo: true,
  status: 200,
  answer: TotpOffer,
  refusals: ['KEY_FILE_MISSING'],
})

export const setPassword = endpoint({
  id: 'setPassword',
  method: 'PUT',
  path: '/auth/password',
  tag: 'access',
  summary: 'Change password and second factor; all other sessions end',
  who: ['admin', 'read'],
  operator: true,
  sudo: true,
  body: z.strictObject({ challengeId: ChallengeId, password: Password, code: Code }),
  refusals: ['CHALLENGE_OVER', 'CODE_WRONG', 'PASSWORD_WEAK'],
})
