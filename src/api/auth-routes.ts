import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { findInvitation } from '../access/invitation.ts'
import { askToSignIn, type PasskeyMade, type PasskeyUsed, type Site } from '../access/passkey.ts'
import { actorOf, type Principal } from '../access/principal.ts'
import { principalOf } from '../access/principal-of.ts'
import {
  offerPasskey,
  offerTotp,
  type Registered,
  type Registrant,
  registerPasskey,
  registerPassword,
} from '../access/registration.ts'
import { endSession } from '../access/session.ts'
import {
  askAgain,
  type SignedIn,
  type SignInBrowser,
  type SignInContext,
  signInByPasskey,
  signInByPassword,
} from '../access/sign-in.ts'
import * as contract from '../contract/auth.ts'
import { cookieIn, setCookies } from './auth-cookies.ts'
import type { AccessSettings } from './auth-guard.ts'
import {
  ChallengeOverError,
  CodeWrongError,
  InvitationOverError,
  PasskeySiteError,
  PasskeyTakenError,
  PasswordWeakError,
  RateLimitedError,
  SessionUnknownError,
  SignInRefusedError,
} from './auth-refusals.ts'
import { takesPasskeys } from './auth-site.ts'
import { siteIn } from './authenticate.ts'
import { instant } from './instant.ts'
import { CredentialsRefusedError } from './refusals.ts'
import { route } from './route.ts'

/** What the routes of signing in need. */
export type AuthContext = SignInContext & {
  readonly config: { readonly service: AccessSettings }
}

/** One-time links, signing in and out, and proving once more who one is. */
export function authRoutes(context: AuthContext): (app: FastifyInstance) => void {
  return (app) => {
    invitationRoutes(app, context)
    signInRoutes(app, context)
    sudoRoutes(app, context)
  }
}

function invitationRoutes(app: FastifyInstance, context: AuthContext): void {
  route(app, contract.readInvitation, async ({ body, request }) => {
    siteIn(request, context.config.service)
    const invitation = await findInvitation(context, body.secret)
    if (invitation === null) throw new InvitationOverError()
    const { role, operator, expiresAt } = invitation
    return { role, operator: operator?.name ?? null, expiresAt: expiresAt.toISOString() }
  })

  route(app, contract.offerPasskey, async ({ body, request }) => {
    const site = passkeySiteIn(request, context)
    const question = await offerPasskey(context, site, invited(body))
    if (question === null) throw new InvitationOverError()
    return { challengeId: question.challengeId, options: { ...question.options } }
  })

  route(app, contract.registerPasskey, async ({ body, request }, reply) => {
    const site = passkeySiteIn(request, context)
    const registered = await registerPasskey(context, invited(body), {
      site,
      challengeId: body.challengeId,
      // The library reads it more strictly than any schema of ours.
      response: body.response as unknown as PasskeyMade,
      label: body.label ?? '',
      browser: browserOf(request, site),
    })
    return entered(context, request, reply, { site, registered })
  })

  route(app, contract.offerTotp, async ({ body, request }) => {
    siteIn(request, context.config.service)
    const offer = await offerTotp(context, invited(body))
    if (offer === null) throw new InvitationOverError()
    return offer
  })

  route(app, contract.registerPassword, async ({ body, request }, reply) => {
    const site = siteIn(request, context.config.service)
    const { challengeId, password, code } = body
    const registered = await registerPassword(context, invited(body), {
      challengeId,
      password,
      code,
      browser: browserOf(request, site),
    })
    return entered(context, request, reply, { site, registered })
  })
}

function signInRoutes(app: FastifyInstance, context: AuthContext): void {
  route(app, contract.askPasskey, async ({ request }) => {
    const site = passkeySiteIn(request, context)
    const { challengeId, options } = await askToSignIn(context, site, null)
    return { challengeId, options: { ...options } }
  })

  route(app, contract.signInByPasskey, async ({ body, request }, reply) => {
    const site = passkeySiteIn(request, context)
    const signedIn = await signInByPasskey(context, {
      site,
      challengeId: body.challengeId,
      // As above.
      response: body.response as unknown as PasskeyUsed,
      browser: browserOf(request, site),
    })
    return cameIn(context, request, reply, { site, signedIn })
  })

  route(app, contract.signInByPassword, async ({ body, request }, reply) => {
    const site = siteIn(request, context.config.service)
    const browser = browserOf(request, site)
    const signedIn = await signInByPassword(context, { ...body, browser })
    return cameIn(context, request, reply, { site, signedIn })
  })

  route(app, contract.readMe, async ({ principal }) => meOf(principal))

  route(app, contract.signOut, async ({ principal, request }, reply) => {
    const site = siteIn(request, context.config.service)
    const { sessionId: id, operatorId: of } = principal
    if (id !== null) await endSession(context, { id, of }, actorOf(principal, request.ip))
    setCookies(request, reply, site, { session: null })
    // What the panel has kept of others is nobody's any more.
    reply.header('clear-site-data', '"cache", "storage"')
    return undefined
  })
}

function sudoRoutes(app: FastifyInstance, context: AuthContext): void {
  route(app, contract.askAgainForPasskey, async ({ principal, request }) => {
    const site = passkeySiteIn(request, context)
    const { challengeId, options } = await askToSignIn(context, site, principal.operatorId)
    return { challengeId, options: { ...options } }
  })

  route(app, contract.askAgain, async ({ body, principal, request }, reply) => {
    const site = siteIn(request, context.config.service)
    const proof =
      body.kind === 'password'
        ? body
        : { ...body, response: body.response as unknown as PasskeyUsed }
    const browser = browserOf(request, site)
    const begun = await askAgain(context, principal, { site, browser, proof })
    if (begun.kind === 'limited') throw new RateLimitedError(begun.allowance)
    if (begun.kind === 'refused') throw new SignInRefusedError()
    setCookies(request, reply, site, { session: begun.session })
    return meBy(context, begun.session)
  })
}

function invited(body: {
  readonly secret: string
  readonly name?: string | undefined
}): Registrant {
  return { kind: 'invited', secret: body.secret, name: body.name ?? '' }
}

/** @throws PasskeySiteError PASSKEY_SITE, OriginRefusedError ORIGIN_REFUSED */
export function passkeySiteIn(request: FastifyRequest, { config }: AuthContext): Site {
  const site = siteIn(request, config.service)
  if (!takesPasskeys(site)) throw new PasskeySiteError()
  return site
}

/** What a browser shows of itself. */
export function browserOf(request: FastifyRequest, site: Site): SignInBrowser {
  return {
    address: request.ip,
    userAgent: request.headers['user-agent'] ?? null,
    session: cookieIn(request, site, 'session'),
    device: cookieIn(request, site, 'device'),
  }
}

async function entered(
  context: AuthContext,
  request: FastifyRequest,
  reply: FastifyReply,
  { site, registered }: { readonly site: Site; readonly registered: Registered },
) {
  ensureRegistered(registered)
  const { session, device } = registered
  if (session === null) throw new CredentialsRefusedError('No session was begun.')
  setCookies(request, reply, site, { session, ...(device === null ? {} : { device }) })
  return meBy(context, session)
}

/** @throws what stands for the reason, where nothing was stored */
export function ensureRegistered(
  registered: Registered,
): asserts registered is Extract<Registered, { kind: 'done' }> {
  if (registered.kind === 'done') return
  switch (registered.why) {
    case 'invitation':
      throw new InvitationOverError()
    case 'challenge':
      throw new ChallengeOverError()
    case 'passkey-taken':
      throw new PasskeyTakenError()
    case 'code':
      throw new CodeWrongError()
    default:
      throw new PasswordWeakError(registered.why)
  }
}

async function cameIn(
  context: AuthContext,
  request: FastifyRequest,
  reply: FastifyReply,
  { site, signedIn }: { readonly site: Site; readonly signedIn: SignedIn },
) {
  if (signedIn.kind === 'limited') throw new RateLimitedError(signedIn.allowance)
  if (signedIn.kind === 'refused') throw new SignInRefusedError()
  const { session, device } = signedIn
  setCookies(request, reply, site, { session, ...(device === null ? {} : { device }) })
  return meBy(context, session)
}

async function meBy(context: AuthContext, cookie: string) {
  const found = await principalOf(context, { bearer: null, cookie })
  // It was begun a moment ago; an owner may have ended it since.
  if (found.kind !== 'known') throw new SessionUnknownError()
  return meOf(found.principal)
}

function meOf({ operatorId, name, role, sessionId, sudoUntil }: Principal) {
  if (operatorId === null || role === null || sessionId === null) throw new SessionUnknownError()
  return { id: operatorId, name, role, sessionId, sudoUntil: instant(sudoUntil) }
}
