import type { Random } from '../../kernel/ids.ts'
import type { Device } from '../cookies/session-state.ts'

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
