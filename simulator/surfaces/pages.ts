import { missingPage, profilePage } from '../faults/documents.ts'
import { guarded } from '../faults/guard.ts'
import type { Route, SimRequest } from '../wire/route.ts'
import type { World } from '../world/world.ts'
import { mayRead } from './lists.ts'
import { visiblePerson } from './profiles.ts'

const PROFILE_PATH = /^\/([A-Za-z0-9._]{1,30})(?:\/(followers|following))?\/?$/

/** First path parts that are never a username. */
const RESERVED: ReadonlySet<string> = new Set([
  'accounts',
  'api',
  'auth_platform',
  'challenge',
  'checkpoint',
  'consent',
  'direct',
  'explore',
  'favicon.ico',
  'graphql',
  'robots.txt',
  'web',
])

/** A profile as a page with its dialogs; all other pages belong to the login surfaces. */
export function profilePageRoute(world: World): Route {
  const route = guarded(world, {
    host: 'www.instagram.com',
    method: 'GET',
    path: PROFILE_PATH,
    surface: 'page:profile',
    kind: 'page',
    target: (request) => profileName(request)?.toLowerCase(),
    answer(request, viewer) {
      const { session } = viewer
      const person = visiblePerson(world, world.people.find(profileName(request) ?? ''), viewer)
      if (!person) return { status: 404, html: missingPage(session) }
      const opened = PROFILE_PATH.exec(request.path)?.[2]
      const html = profilePage({
        session,
        person,
        followers: world.people.counter(person, 'followers'),
        following: world.people.counter(person, 'following'),
        mayBeRead: mayRead(world, Number(viewer.account.pk), person),
        opened: opened === 'followers' || opened === 'following' ? opened : undefined,
      })
      return { status: 200, html }
    },
  })
  return {
    ...route,
    handle: (request) =>
      RESERVED.has(profileName(request) ?? '') ? undefined : route.handle(request),
  }
}

function profileName(request: SimRequest): string | undefined {
  return PROFILE_PATH.exec(request.path)?.[1]
}
