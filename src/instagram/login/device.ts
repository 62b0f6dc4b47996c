import type { Random } from '../../kernel/ids.ts'
import type { Device } from '../session-state.ts'

/** Sizes of a browser window that ordinary desktop screens leave, in CSS pixels. */
const VIEWPORTS = [
  { width: 1280, height: 720 },
  { width: 1366, height: 768 },
  { width: 1440, height: 900 },
  { width: 1536, height: 864 },
  { width: 1920, height: 1080 },
] as const

/**
 * A new device for an account: made at its first login and kept for good, so that Instagram always
 * meets the same one.
 *
 * @NOTE The user agent is what this very Chromium says of itself. Chromium without a window says
 * `HeadlessChrome` there (also in its "new" headless mode), and so do we: nothing is disguised. An
 * account whose state was imported keeps the user agent of the browser it came from.
 *
 * @NOTE The language is always English, because the pages are recognised by their English texts.
 */
export function newDevice(random: Random, browserUserAgent: string): Device {
  const viewport = VIEWPORTS[Math.floor(random.fraction() * VIEWPORTS.length)] ?? VIEWPORTS[0]
  return {
    userAgent: browserUserAgent,
    locale: 'en-US',
    timeZone: Intl.DateTimeFormat().resolvedOptions().timeZone,
    viewport: { ...viewport },
  }
}

/** What an ordinary desktop browser says of itself, where nobody tells which one it was. */
const USUAL_USER_AGENT =
  'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/156.0.0.0 Safari/537.36'

/**
 * The device of a session that was made elsewhere. `userAgent` should be that of the browser it
 * comes from: another one is among the things that end a session (facts 6).
 */
export function importedDevice(random: Random, userAgent: string | null): Device {
  return newDevice(random, userAgent ?? USUAL_USER_AGENT)
}
