import type { SettingsChange } from '../../simulator/world/settings.ts'
import type { ClientName } from './client.ts'
import type { Stage } from './stage.ts'

/** One thing that a client is made to do, and what must come of it. */
export type Try = {
  readonly client: ClientName
  /** A sentence that is true. */
  readonly title: string
  /** The versions that it is true of; all without it. */
  readonly versions?: { readonly from?: string; readonly before?: string }
  /** How the simulated Instagram behaves. */
  readonly faults?: SettingsChange
  /**
   * Does it.
   * @returns What was seen, in a few words.
   * @throws AssertionError when something else was.
   */
  run(stage: Stage): Promise<string>
}

/**
 * Instagram as it was when Debian's instaloader was written (September 2022): the login page told
 * its CSRF token in `window._sharedData`, an app of version 146 could ask for profiles, and the
 * GraphQL lists had people in them.
 */
export const THEN: SettingsChange = {
  appVersionMin: 100,
  webProfileOnMobile: 'json',
  graphqlLists: 'alive',
  login: { sharedData: 'window' },
}
