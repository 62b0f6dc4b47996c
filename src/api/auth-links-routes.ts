import type { FastifyInstance } from 'fastify'
import {
  type CheckLink,
  createLink,
  LINK_DAYS,
  linkPath,
  listLinks,
  revokeLink,
} from '../access/link.ts'
import { actorOf } from '../access/principal.ts'
import * as contract from '../contract/auth-links.ts'
import { publicStatus } from '../overview/public-status.ts'
import type { AuthContext } from './auth-routes.ts'
import { onceShown } from './idempotency.ts'
import { instant } from './instant.ts'
import { ownCheck } from './own-check.ts'
import { pageOf, placeIn } from './place.ts'
import { route } from './route.ts'

/** Expiring links to one check's result, and what everybody may know. */
export function authLinksRoutes(context: AuthContext): (app: FastifyInstance) => void {
  return (app) => {
    route(app, contract.createLink, async ({ params, body, principal, request }, reply) => {
      const { id: checkId } = await ownCheck(context, principal, params.id)
      const given = { checkId, days: body?.days ?? LINK_DAYS }
      const asked = { request, reply, principal, body, status: contract.createLink.status }
      const { secret, ...link } = await onceShown(context, asked, async (db) => {
        const link = await createLink({ ...context, db }, given, actorOf(principal, request.ip))
        return { made: link.id, answer: link }
      })
      const path = linkPath(secret)
      const { publicUrl } = context.config.service
      return { ...wireLink(link), path, url: publicUrl === null ? null : `${publicUrl}${path}` }
    })

    route(app, contract.listLinks, async ({ params, query, principal }) => {
      const { id: checkId } = await ownCheck(context, principal, params.id)
      const { open: isOpen, limit } = query
      const asked = { checkId, isOpen, countMax: limit + 1, after: placeIn(query.after) }
      const { items, next } = pageOf(await listLinks(context, asked), limit)
      return { items: items.map(wireLink), next }
    })

    route(app, contract.revokeLink, async ({ params, principal, request }) => {
      const { id: checkId } = await ownCheck(context, principal, params.id)
      const given = { id: params.link, checkId }
      await revokeLink(context, given, actorOf(principal, request.ip))
      return undefined
    })

    route(app, contract.readShared, async ({ principal }) => {
      const { kind, checkId: check } = principal
      if (check === null) return { kind, check, state: null }
      return { kind, check, state: (await ownCheck(context, principal, check)).state }
    })

    route(app, contract.publicStatus, async () => {
      const { state, at } = await publicStatus(context)
      return { state, at: at.toISOString() }
    })
  }
}

function wireLink({ id, createdAt, expiresAt, revokedAt }: CheckLink) {
  return {
    id,
    createdAt: createdAt.toISOString(),
    expiresAt: expiresAt.toISOString(),
    revokedAt: instant(revokedAt),
  }
}
