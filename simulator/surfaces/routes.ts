import { faulty } from '../faults/guard.ts'
import { mobileFeedRoutes } from '../login/mobile-greetings.ts'
import { loginRoutes } from '../login/routes.ts'
import type { Route } from '../wire/route.ts'
import type { World } from '../world/world.ts'
import { graphqlRoutes } from './graphql.ts'
import { listRoutes } from './lists.ts'
import { ownRoutes } from './own.ts'
import { profilePageRoute } from './pages.ts'
import { privateListRoutes } from './private-lists.ts'
import { profileRoutes } from './profiles.ts'

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
