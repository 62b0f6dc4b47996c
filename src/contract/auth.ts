import { z } from 'zod'
import { endpoint } from './endpoint.ts'
import { Instant } from './shapes.ts'

const Secret = z
  .string()
  .min(1)
  .max(100)
  .meta({ format: 'password', writeOnly: true })
  .describe('What stands behind # in the link.')
const Name = z.string().min(1).max(100).describe('1 to 64 letters, digits and the signs . _ @ + -')
export const Password = z.string().min(1).max(1000).meta({ format: 'password', writeOnly: true })
export const Code = z
  .string()
  .regex(/^\d{6}$/)
  .meta({ example: '123456' })
  .describe('The six digits that the authenticator app shows now.')
export const ChallengeId = z.string().min(1).max(40)
const Text = z.string().max(20_000)

/** What an authenticator answers, as `@simplewebauthn/browser` gives it. */
const Answered = z.looseObject({
  id: z.string().min(1).max(2000),
  rawId: z.string().min(1).max(2000),
  type: z.literal('public-key'),
  clientExtensionResults: z.record(z.string(), z.unknown()),
})

export const PasskeyMade = Answered.extend({
  response: z.looseObject({
    clientDataJSON: Text,
    attestationObject: Text,
    transports: z.array(z.string().max(40)).max(10).optional(),
  }),
}).meta({ id: 'PasskeyMade' })

export const PasskeyUsed = Answered.extend({
  response: z.looseObject({ clientDataJSON: Text, authenticatorData: Text, signature: Text }),
}).meta({ id: 'PasskeyUsed' })

/** A question for an authenticator, as `@simplewebauthn/browser` takes it. */
export const PasskeyQuestion = z
  .object({ challengeId: ChallengeId, options: z.record(z.string(), z.unknown()) })
  .meta({ id: 'PasskeyQuestion' })

export const Role = z.enum(['owner', 'operator', 'read-only'])

/** Whoever has signed in. */
export const Me = z
  .object({
    id: z.string(),
    name: z.string(),
    role: Role,
    sessionId: z.string(),
    sudoUntil: Instant.nullable().describe('Until when what is dangerous may be done.'),
  })
  .meta({ id: 'Me' })

const FROM_A_BROWSER =
  'For the panel: it wants the header `X-Evercheck`, the origin of this installation, and answers with a cookie.'
const SITE = ['ORIGIN_REFUSED', 'RATE_LIMITED'] as const

/** What a link is good for. */
export const readInvitation = endpoint({
  id: 'readInvitation',
  method: 'POST',
  path: '/auth/invitation',
  tag: 'access',
  summary: 'Read what a one-time link is good for',
  who: 'anyone',
  fromBrowser: true,
  status: 200,
  body: z.strictObject({ secret: Secret }),
  answer: z.object({
    role: Role,
    operator: z
      .string()
      .nullable()
      .describe('Who chooses new means to sign in; null for a newcomer.'),
    expiresAt: Instant,
  }),
  refusals: ['INVITATION_OVER', ...SITE],
})

const Invited = { secret: Secret, name: Name.optional().describe('What a newcomer is called.') }

export const offerPasskey = endpoint({
  id: 'offerPasskey',
  method: 'POST',
  path: '/auth/register/passkey/options',
  tag: 'access',
  summary: 'Begin to make a passkey, with a one-time link',
  description: FROM_A_BROWSER,
  who: 'anyone',
  fromBrowser: true,
  status: 200,
  body: z.strictObject(Invited),
  answer: PasskeyQuestion,
  refusals: ['INVITATION_OVER', 'OPERATOR_NAME', 'PASSKEY_SITE', ...SITE],
})

export const registerPasskey = endpoint({
  id: 'registerPasskey',
  method: 'POST',
  path: '/auth/register/passkey',
  tag: 'access',
  summary: 'Become an operator with a passkey, and sign in',
  description: FROM_A_BROWSER,
  who: 'anyone',
  fromBrowser: true,
  status: 200,
  body: z.strictObject({
    ...Invited,
    challengeId: ChallengeId,
    label: z.string().max(100).optional().describe('What the passkey is called.'),
    response: PasskeyMade,
  }),
  answer: Me,
  refusals: [
    'INVITATION_OVER',
    'CHALLENGE_OVER',
    'PASSKEY_TAKEN',
    'PASSKEY_SITE',
    'OPERATOR_NAME',
    ...SITE,
  ],
})

export const TotpOffer = z.object({
  challengeId: ChallengeId,
  address: z.string().describe('`otpauth://…`, for a QR code. It is shown once.'),
})

export const offerTotp = endpoint({
  id: 'offerTotp',
  method: 'POST',
  path: '/auth/register/totp',
  tag: 'access',
  summary: 'Begin to set a password: the second factor beside it, with a one-time link',
  description: FROM_A_BROWSER,
  who: 'anyone',
  fromBrowser: true,
  status: 200,
  body: z.strictObject(Invited),
  answer: TotpOffer,
  refusals: ['INVITATION_OVER', 'OPERATOR_NAME', 'KEY_FILE_MISSING', ...SITE],
})

export const registerPassword = endpoint({
  id: 'registerPassword',
  method: 'POST',
  path: '/auth/register/password',
  tag: 'access',
  summary: 'Become an operator with a password and a second factor, and sign in',
  description: FROM_A_BROWSER,
  who: 'anyone',
  fromBrowser: true,
  status: 200,
  body: z.strictObject({ ...Invited, challengeId: ChallengeId, password: Password, code: Code }),
  answer: Me,
  refusals: [
    'INVITATION_OVER',
    'CHALLENGE_OVER',
    'CODE_WRONG',
    'PASSWORD_WEAK',
    'OPERATOR_NAME',
    ...SITE,
  ],
})

export const askPasskey = endpoint({
  id: 'askPasskey',
  method: 'POST',
  path: '/auth/sign-in/passkey/options',
  tag: 'access',
  summary: 'Begin to sign in with a passkey',
  description: FROM_A_BROWSER,
  who: 'anyone',
  fromBrowser: true,
  status: 200,
  answer: PasskeyQuestion,
  refusals: ['PASSKEY_SITE', ...SITE],
})

export const signInByPasskey = endpoint({
  id: 'signInByPasskey',
  method: 'POST',
  path: '/auth/sign-in/passkey',
  tag: 'access',
  summary: 'Sign in with a passkey',
  description: FROM_A_BROWSER,
  who: 'anyone',
  fromBrowser: true,
  status: 200,
  body: z.strictObject({ challengeId: ChallengeId, response: PasskeyUsed }),
  answer: Me,
  refusals: ['SIGN_IN_REFUSED', 'PASSKEY_SITE', ...SITE],
})

export const signInByPassword = endpoint({
  id: 'signInByPassword',
  method: 'POST',
  path: '/auth/sign-in/password',
  tag: 'access',
  summary: 'Sign in with a password and a code',
  description: `${FROM_A_BROWSER} Whether name, password or code were wrong is not said.`,
  who: 'anyone',
  fromBrowser: true,
  status: 200,
  body: z.strictObject({ name: Name, password: Password, code: Code }),
  answer: Me,
  refusals: ['SIGN_IN_REFUSED', ...SITE],
})

export const readMe = endpoint({
  id: 'readMe',
  method: 'GET',
  path: '/auth/session',
  tag: 'access',
  summary: 'Who has signed in',
  who: ['admin', 'read'],
  operator: true,
  answer: Me,
})

export const signOut = endpoint({
  id: 'signOut',
  method: 'DELETE',
  path: '/auth/session',
  tag: 'access',
  summary: 'Sign out',
  who: ['admin', 'read'],
  operator: true,
})

export const askAgainForPasskey = endpoint({
  id: 'askAgainForPasskey',
  method: 'POST',
  path: '/auth/sudo/options',
  tag: 'access',
  summary: 'Begin to prove again who one is, with a passkey',
  who: ['admin', 'read'],
  operator: true,
  status: 200,
  answer: PasskeyQuestion,
  refusals: ['PASSKEY_SITE'],
})

export const askAgain = endpoint({
  id: 'askAgain',
  method: 'POST',
  path: '/auth/sudo',
  tag: 'access',
  summary: 'Prove again who one is, for half an hour',
  description: 'Wanted for what is dangerous: `SUDO_MISSING` says so. The cookie changes with it.',
  who: ['admin', 'read'],
  operator: true,
  status: 200,
  body: z.discriminatedUnion('kind', [
    z.strictObject({
      kind: z.literal('passkey'),
      challengeId: ChallengeId,
      response: PasskeyUsed,
    }),
    z.strictObject({ kind: z.literal('password'), password: Password, code: Code }),
  ]),
  answer: Me,
  refusals: ['SIGN_IN_REFUSED', 'RATE_LIMITED'],
})
