import type { FastifyInstance, FastifyRequest } from 'fastify'
import { readAudit } from '../access/audit.ts'
import { invitationPath, inviteOperator, resetOperator } from '../access/invitation.ts'
import {
  changeRole,
  listOperators,
  OperatorUnknownError,
  operatorById,
  removeOperator,
} from '../access/operator.ts'
import { actorOf } from '../access/principal.ts'
import { createToken, listTokens, parseScope, revokeToken, type Token } from '../access/token.ts'
import * as contract from '../contract/auth-admin.ts'
import { sendAudit } from './audit-file.ts'
import type { AuthContext } from './auth-routes.ts'
import { siteIn } from './authenticate.ts'
import { onceShown } from './idempotency.ts'
import { instant } from './instant.ts'
import { pageOf, placeIn } from './place.ts'
import { CursorInvalidError, ScopeMissingError } from './refusals.ts'
import { route, streamRoute } from './route.ts'

/** Operators, API tokens and the audit log. */
export function authAdminRoutes(context: AuthContext): (app: FastifyInstance) => void {
  return (app) => {
    operatorRoutes(app, context)
    tokenRoutes(app, context)
    auditRoutes(app, context)
  }
}

function operatorRoutes(app: FastifyInstance, context: AuthContext): void {
  route(app, contract.listOperators, async () => {
    const operators = await listOperators(context)
    return {
      items: operators.map((each) => ({ ...each, createdAt: each.createdAt.toISOString() })),
    }
  })

  route(app, contract.inviteOperator, async ({ body, principal, request }, reply) => {
    const by = actorOf(principal, request.ip)
    const asked = { request, reply, principal, body, status: contract.inviteOperator.status }
    const secret = await onceShown(context, asked, async (db) => ({
      made: null,
      answer: await inviteOperator({ ...context, db }, body.role, by),
    }))
    return { link: linkOf(context, request, secret) }
  })

  route(app, contract.changeOperator, async ({ params, body, principal, request }) => {
    const given = { id: params.id, role: body.role }
    await changeRole(context, given, actorOf(principal, request.ip))
    return undefined
  })

  route(app, contract.resetOperator, async ({ params, body, principal, request }, reply) => {
    const operator = await operatorById(context, params.id)
    if (operator === null) throw new OperatorUnknownError(params.id)
    const by = actorOf(principal, request.ip)
    const asked = { request, reply, principal, body, status: contract.resetOperator.status }
    const secret = await onceShown(context, asked, async (db) => ({
      made: operator.id,
      answer: await resetOperator({ ...context, db }, operator.name, by),
    }))
    return { link: linkOf(context, request, secret) }
  })

  route(app, contract.removeOperator, async ({ params, principal, request }) => {
    await removeOperator(context, params.id, actorOf(principal, request.ip))
    return undefined
  })
}

/** Where the operator himself has opened the panel: he knows that it is reached there. */
function linkOf({ config }: AuthContext, request: FastifyRequest, secret: string): string {
  const { publicUrl } = config.service
  return `${publicUrl ?? siteIn(request, config.service).origin}${invitationPath(secret)}`
}

function tokenRoutes(app: FastifyInstance, context: AuthContext): void {
  route(app, contract.listTokens, async ({ query }) => {
    const { customer, limit } = query
    const found = await listTokens(context, {
      ...(customer === undefined ? {} : { customerId: customer }),
      countMax: limit + 1,
      after: placeIn(query.after),
    })
    const { items, next } = pageOf(found, limit)
    return { items: items.map(wireToken), next }
  })

  route(app, contract.createToken, async ({ body, principal, request }, reply) => {
    const { name, days } = body
    const scope = parseScope(body.scopes)
    if (scope.kind === 'admin' && principal.role !== 'owner') {
      throw new ScopeMissingError('owner-tokens')
    }
    const given = { name, scope, ...(days === undefined ? {} : { days }) }
    const asked = { request, reply, principal, body, status: contract.createToken.status }
    return onceShown(context, asked, async (db) => {
      const token = await createToken({ ...context, db }, given, actorOf(principal, request.ip))
      return { made: token.id, answer: { ...wireToken(token), token: token.secret } }
    })
  })

  route(app, contract.revokeToken, async ({ params, principal, request }) => {
    await revokeToken(context, params.id, actorOf(principal, request.ip))
    return undefined
  })
}

function wireToken(token: Token) {
  return {
    id: token.id,
    name: token.name,
    scopes: token.scopes,
    createdAt: token.createdAt.toISOString(),
    expiresAt: token.expiresAt.toISOString(),
    lastUsedAt: instant(token.lastUsedAt),
    revokedAt: instant(token.revokedAt),
  }
}

function auditRoutes(app: FastifyInstance, context: AuthContext): void {
  streamRoute(app, contract.readAudit, async ({ query }, reply) => {
    const { after, limit, act, actor, object, format, csv } = query
    if (after !== undefined && !/^\d{1,18}$/.test(after)) throw new CursorInvalidError()
    const filter = {
      ...(act === undefined ? {} : { act }),
      ...(actor === undefined ? {} : { actorId: actor }),
      ...(object === undefined ? {} : { objectId: object }),
      ...(after === undefined ? {} : { before: after }),
    }
    if (format === 'csv') return sendAudit(reply, context, filter, csv)
    const entries = await readAudit(context, { ...filter, limit: limit + 1 })
    const items = entries.slice(0, limit)
    const isLast = entries.length <= limit
    return reply.type('application/json').send({
      items: items.map((each) => ({ ...each, at: each.at.toISOString() })),
      next: isLast ? null : (items.at(-1)?.id ?? null),
    })
  })
}
