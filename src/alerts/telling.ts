import type { Alert, Change } from './alert.ts'
import type { RuleName, Severity } from './rule.ts'

const HOUR_MS = 3_600_000

/** How often people are told that something lasts; never again of what is only good to know. */
export const REPEAT_MS: Readonly<Record<Severity, number | null>> = {
  critical: 4 * HOUR_MS,
  warning: 24 * HOUR_MS,
  info: null,
}

/** A stretch of every day, in minutes since midnight; one that begins after its end spans it. */
export type QuietHours = {
  readonly fromMinute: number
  readonly toMinute: number
  /** Such as `Europe/Moscow`. */
  readonly zone: string
}

/**
 * What is to be told of an alert now. `later`: not yet. `never`: nobody has to be told of it, now
 * or ever.
 */
export type Telling = Change | 'later' | 'never'

/**
 * Decides what is told of an alert at an instant. What is over without anybody having been told is
 * told as over, with how long it lasted, unless it was silenced or only good to know. Pure.
 */
export function tellingOf(
  alert: Pick<Alert, 'severity' | 'toldAt' | 'resolvedAt' | 'acknowledgedAt'>,
  at: Date,
  by: { readonly quiet: QuietHours | null; readonly isSilenced: boolean },
): Telling {
  const { severity, toldAt, resolvedAt, acknowledgedAt } = alert
  if (severity === 'info' && resolvedAt !== null && toldAt !== null) return 'never'
  if (resolvedAt !== null && by.isSilenced && toldAt === null) return 'never'
  if (by.isSilenced) return 'later'
  if (severity !== 'critical' && by.quiet !== null && isQuiet(at, by.quiet)) return 'later'
  if (resolvedAt !== null) return severity === 'info' ? 'raised' : 'resolved'
  if (toldAt === null) return 'raised'
  const repeatMs = REPEAT_MS[severity]
  if (repeatMs === null || acknowledgedAt !== null) return 'later'
  return at.getTime() - toldAt.getTime() >= repeatMs ? 'repeated' : 'later'
}

/** Whether an instant lies within the quiet hours, by the clock on the wall there. Pure. */
export function isQuiet(at: Date, { fromMinute, toMinute, zone }: QuietHours): boolean {
  const minute = minuteOfDay(at, zone)
  return fromMinute <= toMinute
    ? fromMinute <= minute && minute < toMinute
    : minute >= fromMinute || minute < toMinute
}

function minuteOfDay(at: Date, zone: string): number {
  const parts = new Intl.DateTimeFormat('en-GB', {
    hour: '2-digit',
    minute: '2-digit',
    hourCycle: 'h23',
    timeZone: zone,
  }).formatToParts(at)
  const number = (type: string) => Number(parts.find((part) => part.type === type)?.value)
  return number('hour') * 60 + number('minute')
}

/** Where notices can go. `target` is an address that is no secret, or empty where there is one. */
export type Target = { readonly channel: ChannelName; readonly target: string }

/** The channels there are. */
export type ChannelName = 'telegram' | 'mail' | 'ntfy' | 'webhook'

/**
 * The targets that are told of a notice: mail carries only what is critical. That a channel fails
 * is told on all the others, whatever they carry. Pure.
 */
export function targetsFor(
  notice: {
    readonly rule: RuleName
    readonly severity: Severity
    readonly alerts: readonly { readonly subject: string }[]
  },
  targets: readonly Target[],
): readonly Target[] {
  if (notice.rule === 'AlertDeliveryFailing') {
    const failing = notice.alerts.map(({ subject }) => subject)
    return targets.filter(({ channel }) => !failing.includes(channel))
  }
  return targets.filter(({ channel }) => channel !== 'mail' || notice.severity === 'critical')
}
