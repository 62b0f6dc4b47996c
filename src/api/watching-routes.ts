import type { FastifyInstance } from 'fastify'
import type { Principal } from '../access/principal.ts'
import {
  heedProfile,
  ignoredProfiles,
  ignoreProfile,
  ProfileUnknownError,
} from '../checks/history/ignore-store.ts'
import { whoFollows } from '../checks/result/membership.ts'
import { parseTargetName } from '../checks/target-name.ts'
import * as contract from '../contract/watching.ts'
import { HOUSE } from '../customers/customer.ts'
import { customerById } from '../customers/customer-store.ts'
import type { Database } from '../db/database.ts'
import { parseQuietHours, quietHoursText, type Watch } from '../watches/watch.ts'
import { endWatch, watchesOf, watchProfile } from '../watches/watch-store.ts'
import { ownCheck } from './own-check.ts'
import { onlyOf } from './principal.ts'
import { route } from './route.ts'

type Context = { readonly db: Database }

/** Watches, whom a customer ignores, and who follows. */
export function watchingRoutes(context: Context): (app: FastifyInstance) => void {
  return (app) => {
    watches(app, context)
    ignored(app, context)

    route(app, contract.whoFollows, async ({ params, body, principal }) => {
      const check = await ownCheck(context, principal, params.id)
      const names = body.usernames.map(parseTargetName)
      return { items: [...(await whoFollows(context, check, names))] }
    })
  }
}

function watches(app: FastifyInstance, context: Context): void {
  route(app, contract.listWatches, async ({ query, principal }) => {
    const customerId = await known(context, principal, query.customer)
    return { items: (await watchesOf(context, customerId)).map(watchOf) }
  })

  route(app, contract.watchTarget, async ({ query, body, principal }) => {
    const customerId = await known(context, principal, query.customer)
    const { everyDays, quietHours } = body
    const target = parseTargetName(body.target)
    const quiet = quietHours === null ? null : parseQuietHours(quietHours)
    return watchOf(await watchProfile(context, { customerId, target, everyDays, quiet }))
  })

  route(app, contract.endWatch, async ({ params, query, principal }) => {
    await endWatch(context, { customerId: whose(principal, query.customer), id: params.id })
    return undefined
  })
}

function ignored(app: FastifyInstance, context: Context): void {
  route(app, contract.listIgnored, async ({ query, principal }) => {
    const customerId = await known(context, principal, query.customer)
    return { items: (await ignoredProfiles(context, customerId)).map(ignoredOf) }
  })

  route(app, contract.ignoreProfile, async ({ query, body, principal }) => {
    const customerId = await known(context, principal, query.customer)
    const meant = { username: parseTargetName(body.username), pk: body.key ?? null }
    return ignoredOf(await ignoreProfile(context, customerId, meant))
  })

  route(app, contract.heedProfile, async ({ params, query, principal }) => {
    const { username } = params
    const meant = { username, pk: query.key ?? null }
    const wasIgnored = await heedProfile(context, whose(principal, query.customer), meant)
    if (!wasIgnored) throw new ProfileUnknownError(`@${username} is not ignored.`)
    return undefined
  })
}

function whose(principal: Principal, asked: string | undefined): string {
  return onlyOf(principal) ?? asked ?? HOUSE
}

/** @throws CustomerUnknownError CUSTOMER_UNKNOWN: of nobody, an empty list would say too little */
async function known(
  context: Context,
  principal: Principal,
  asked: string | undefined,
): Promise<string> {
  return (await customerById(context, whose(principal, asked))).id
}

function watchOf(watch: Watch) {
  const { id, customerId: customer, target, everyDays, quiet, nextAt, pausedFor, lastCheck } = watch
  return {
    ...{ id, customer, target, everyDays, pausedFor, lastCheck },
    quietHours: quiet === null ? null : quietHoursText(quiet),
    nextAt: nextAt.toISOString(),
  }
}

function ignoredOf({ pk, username, since }: { pk: string; username: string; since: Date }) {
  return { pk, username, since: since.toISOString() }
}
