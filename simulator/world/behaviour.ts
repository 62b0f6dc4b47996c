import { DEFAULT_PAGES, type NotServed, type PageSettings } from './settings.ts'

/** How the world behaves at present, apart from faults and throttles. */
export type Behaviour = {
  latencyMs: number
  /** API requests over HTTP/1.1 get 429 with an empty body (facts 0.4). */
  http1Gate: boolean
  clientGate: boolean
  /** `/followers/` without the modal's circumstances gets an HTML shell (facts 0.5). */
  htmlShell: boolean
  /** Major version below which the mobile app counts as obsolete. */
  appVersionMin: number
  /**
   * A session that a browser opened, used on `i.instagram.com`: it is served, refused, or refused
   * and ended (facts 3).
   */
  webSessionOnMobile: 'served' | 'refused' | 'ended'
  /** What `web_profile_info` is on `i.instagram.com`: HTML since September 2026 (facts 2c). */
  webProfileOnMobile: 'html' | 'json'
  /** What the GraphQL lists answer (facts 0.1). */
  graphqlLists: 'dead' | 'refused' | 'alive'
  /** The private GraphQL lists: limited as the REST ones are, whole, or refused (facts 14). */
  privateLists: 'limited' | 'whole' | 'refused'
  pages: PageSettings
  /** Surfaces that are not served, to everybody or to one account (facts 13). */
  notServed: readonly NotServed[]
}

/** How it behaves when nobody said otherwise. */
export function defaultBehaviour(): Behaviour {
  return {
    latencyMs: 0,
    http1Gate: false,
    clientGate: false,
    htmlShell: false,
    appVersionMin: 250,
    webSessionOnMobile: 'served',
    webProfileOnMobile: 'html',
    graphqlLists: 'dead',
    privateLists: 'limited',
    pages: { ...DEFAULT_PAGES },
    notServed: [],
  }
}
