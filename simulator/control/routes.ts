import { faulty } from '../faults/guard.ts'
import { mobileFeedRoutes } from '../login/mobile-greetings.ts'
import { loginRoutes } from '../login/routes.ts'
import { graphqlRoutes } from '../surfaces/graphql.ts'
import { listRoutes } from '../surfaces/lists.ts'
import { ownRoutes } from '../surfaces/own.ts'
import { profilePageRoute } from '../surfaces/pages.ts'
import { privateListRoutes } from '../surfaces/private-lists.ts'
import { profileRoutes } from '../surfaces/profiles.ts'
import type { Route } from '../wire/route.ts'
import type { World } from '../world/world.ts'

/** Everything that a world serves, in the order in which it is asked. */
export function composeRoutes(world: World): readonly Route[] {
  return [
    ...listRoutes(world),
    ...privateListRoutes(world),
    ...profileRoutes(world),
    ...ownRoutes(world),
    ...loginRoutes(world).map((route) => faulty(world, route)),
    ...mobileFeedRoutes(world),
    ...graphqlRoutes(world),
    profilePageRoute(world),
  ]
}
