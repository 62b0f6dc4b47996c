import type { Route } from '../wire/route.ts'
import type { World } from '../world/world.ts'
import { ajaxRoutes } from './ajax.ts'
import { authPlatformRoutes } from './auth-platform.ts'
import { challengeRoutes } from './challenge.ts'
import { Desk } from './desk.ts'
import { graphqlRoute } from './graphql.ts'
import { logoutRoutes } from './logout.ts'
import { mobileRoutes } from './mobile.ts'
import { greetingRoutes } from './mobile-greetings.ts'
import { assetRoute } from './page-shell.ts'
import { pageRoutes } from './pages.ts'
import { sharedDataRoutes } from './shared-data.ts'

/**
 * Everything by which one logs in to the simulated Instagram, and out of it. The settings are
 * read from `world.loginSettings` at every request (see `LoginSettings`).
 */
export function loginRoutes(world: World): readonly Route[] {
  const desk = new Desk(world)
  return [
    ...pageRoutes(desk),
    ...challengeRoutes(desk),
    ...authPlatformRoutes(desk),
    ...ajaxRoutes(desk),
    graphqlRoute(desk),
    ...sharedDataRoutes(desk),
    ...logoutRoutes(desk),
    ...mobileRoutes(desk),
    ...greetingRoutes(desk),
    assetRoute(),
  ]
}
