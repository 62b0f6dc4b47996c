/** A customer's wish to hear when a profile has changed. */
export type Watch = {
  readonly id: string
  readonly customerId: string
  readonly target: string
  readonly everyDays: number
  /** When the customer wants to hear nothing, in his time zone; null for never. */
  readonly quiet: QuietHours | null
  readonly nextAt: Date
  /** What keeps it from being read for now; it goes on by itself. */
  readonly pausedFor: 'credits' | 'limit' | null
  readonly lastCheck: string | null
  readonly createdAt: Date
  readonly endedAt: Date | null
  readonly endedFor: WatchEnd | null
}

/** Why a watch is over. */
export type WatchEnd = 'customer' | 'closed' | 'forgotten'

/** From one minute of the day to another, over midnight if need be. */
export type QuietHours = { readonly fromMinute: number; readonly untilMinute: number }

/** There is no such watch of that customer. */
export class WatchUnknownError extends Error {
  override readonly name = 'WatchUnknownError'
  readonly code = 'WATCH_UNKNOWN'
}

/** What was said about a watch makes no sense. */
export class WatchInvalidError extends Error {
  override readonly name = 'WatchInvalidError'
  readonly code = 'WATCH_INVALID'
}

/** A watch is read at most so rarely, and at least so often, in days. */
export const EVERY_DAYS = { min: 1, max: 90, usual: 7 } as const

/** Whether somebody in a time zone wants to hear nothing at an instant. Pure. */
export function isQuiet(at: Date, zone: string, quiet: QuietHours | null): boolean {
  if (quiet === null) return false
  const { fromMinute, untilMinute } = quiet
  const minute = minuteOfDay(at, zone)
  return fromMinute <= untilMinute
    ? minute >= fromMinute && minute < untilMinute
    : minute >= fromMinute || minute < untilMinute
}

/**
 * Quiet hours as people write them: `22:00-08:00`. Pure.
 * @throws WatchInvalidError WATCH_INVALID
 */
export function parseQuietHours(text: string): QuietHours {
  const found = /^(\d{1,2}):(\d{2})\s*[-–]\s*(\d{1,2}):(\d{2})$/.exec(text.trim())
  const [fromHour = 24, from = 60, untilHour = 24, until = 60] = found?.slice(1).map(Number) ?? []
  if (fromHour > 23 || untilHour > 23 || from > 59 || until > 59) {
    throw new WatchInvalidError(
      `${JSON.stringify(text)} are no quiet hours. Write them as 22:00-08:00.`,
    )
  }
  return { fromMinute: fromHour * 60 + from, untilMinute: untilHour * 60 + until }
}

/** Quiet hours as `parseQuietHours` reads them. Pure. */
export function quietHoursText({ fromMinute, untilMinute }: QuietHours): string {
  return `${clockTime(fromMinute)}-${clockTime(untilMinute)}`
}

function clockTime(minute: number): string {
  const two = (part: number) => String(part).padStart(2, '0')
  return `${two(Math.floor(minute / 60))}:${two(minute % 60)}`
}

function minuteOfDay(at: Date, zone: string): number {
  const parts = new Intl.DateTimeFormat('en-GB', {
    hour: '2-digit',
    minute: '2-digit',
    hourCycle: 'h23',
    timeZone: zone,
  }).formatToParts(at)
  const part = (type: string) => Number(parts.find((each) => each.type === type)?.value ?? 0)
  return part('hour') * 60 + part('minute')
}
