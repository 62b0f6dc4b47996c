import type { FastifyInstance } from 'fastify'
import { audited } from '../access/audit.ts'
import { operatorById } from '../access/operator.ts'
import { listPasskeys, type PasskeyMade, removePasskey } from '../access/passkey.ts'
import { actorOf, type Principal } from '../access/principal.ts'
import {
  offerPasskey,
  offerTotp,
  registerPasskey,
  registerPassword,
} from '../access/registration.ts'
import { endOtherSessions, endSession, listSessions } from '../access/session.ts'
import * as contract from '../contract/auth-means.ts'
import { InvitationOverError, SessionUnknownError } from './auth-refusals.ts'
import { type AuthContext, browserOf, ensureRegistered, passkeySiteIn } from './auth-routes.ts'
import { siteIn } from './authenticate.ts'
import { instant } from './instant.ts'
import { route } from './route.ts'

/** An operator's own sessions, passkeys and password. */
export function authMeansRoutes(context: AuthContext): (app: FastifyInstance) => void {
  return (app) => {
    sessionRoutes(app, context)
    passkeyRoutes(app, context)
    passwordRoutes(app, context)
  }
}

function sessionRoutes(app: FastifyInstance, context: AuthContext): void {
  route(app, contract.listSessions, async ({ principal }) => {
    const sessions = await listSessions(context, ownOnly(principal))
    return {
      items: sessions.map((each) => ({
        id: each.id,
        operatorId: each.operatorId,
        isThisOne: each.id === principal.sessionId,
        method: each.method,
        address: each.address,
        userAgent: each.userAgent,
        createdAt: each.createdAt.toISOString(),
        seenAt: each.seenAt.toISOString(),
        expiresAt: each.expiresAt.toISOString(),
      })),
    }
  })

  route(app, contract.endSession, async ({ params, principal, request }) => {
    const given = { id: params.id, of: ownOnly(principal) }
    const ended = await endSession(context, given, actorOf(principal, request.ip))
    if (!ended) throw new SessionUnknownError()
    return undefined
  })

  route(app, contract.endOtherSessions, async ({ principal, request }) => {
    const given = { operatorId: idOf(principal), but: principal.sessionId }
    const by = actorOf(principal, request.ip)
    const ended = await audited(
      context,
      (tx) => endOtherSessions({ db: tx }, given),
      () => ({ by, act: 'session.end-others', on: ['operator', given.operatorId] }),
    )
    return { ended }
  })
}

/** An owner sees and ends the sessions of all. */
function ownOnly({ role, operatorId }: Principal): string | null {
  return role === 'owner' ? null : operatorId
}

function passkeyRoutes(app: FastifyInstance, context: AuthContext): void {
  route(app, contract.listPasskeys, async ({ principal }) => {
    const id = idOf(principal)
    const passkeys = await listPasskeys(context, id)
    return {
      items: passkeys.map((each) => ({
        ...each,
        createdAt: each.createdAt.toISOString(),
        lastUsedAt: instant(each.lastUsedAt),
      })),
      hasPassword: (await operatorById(context, id))?.hasPassword ?? false,
    }
  })

  route(app, contract.offerAnotherPasskey, async ({ principal, request }) => {
    const site = passkeySiteIn(request, context)
    const question = await offerPasskey(context, site, { kind: 'operator', principal })
    if (question === null) throw new InvitationOverError()
    return { challengeId: question.challengeId, options: { ...question.options } }
  })

  route(app, contract.addPasskey, async ({ body, principal, request }) => {
    const site = passkeySiteIn(request, context)
    const registrant = { kind: 'operator', principal } as const
    ensureRegistered(
      await registerPasskey(context, registrant, {
        site,
        challengeId: body.challengeId,
        // The library reads it more strictly than any schema of ours.
        response: body.response as unknown as PasskeyMade,
        label: body.label ?? '',
        browser: browserOf(request, site),
      }),
    )
    return undefined
  })

  route(app, contract.removePasskey, async ({ params, principal, request }) => {
    const given = { id: params.id, operatorId: idOf(principal) }
    await removePasskey(context, given, actorOf(principal, request.ip))
    return undefined
  })
}

function passwordRoutes(app: FastifyInstance, context: AuthContext): void {
  route(app, contract.offerNewTotp, async ({ principal }) => {
    const offer = await offerTotp(context, { kind: 'operator', principal })
    if (offer === null) throw new InvitationOverError()
    return offer
  })

  route(app, contract.setPassword, async ({ body, principal, request }) => {
    const site = siteIn(request, context.config.service)
    const registrant = { kind: 'operator', principal } as const
    const given = { ...body, browser: browserOf(request, site) }
    ensureRegistered(await registerPassword(context, registrant, given))
    return undefined
  })
}

function idOf({ operatorId }: Principal): string {
  // The endpoint lets nobody else in.
  if (operatorId === null) throw new SessionUnknownError()
  return operatorId
}
