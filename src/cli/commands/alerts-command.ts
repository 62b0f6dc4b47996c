import { InvalidArgumentError } from 'commander'
import type { Alert } from '../../alerts/alert.ts'
import { openAlerts, recentAlerts } from '../../alerts/alert-store.ts'
import {
  AlertUnknownError,
  acknowledgeAlert,
  SILENCE_MS_MAX,
  silenceAlerts,
  silences,
} from '../../alerts/attend.ts'
import type { RuleName } from '../../alerts/rule.ts'
import { RULES } from '../../alerts/rules.ts'
import type { App } from '../../app.ts'
import { type Tried, tryChannels } from '../../channels/try-channels.ts'
import { databaseNow } from '../../db/time.ts'
import { unreachable } from '../../kernel/unreachable.ts'
import { ALERT_WORDS } from '../../words/alerts.ts'
import { unsentWords } from '../../words/unsent.ts'
import { durationWords } from '../durations.ts'
import { EXIT } from '../exit-code.ts'
import { type Output, tableLines } from '../output.ts'
import { json, type Registrar } from '../registrar.ts'

const HOUR_MS = 3_600_000
const ALL_MAX = 200
/** Who it was, for the others: whoever sits at this machine. */
const AT_THE_TERMINAL = 'the command line'

/** Registers `evercheck alerts` and the commands below it. */
export function registerAlerts({ program: root, act, shell }: Registrar): void {
  const program = root
    .command('alerts')
    .description('what is wrong now, and whether the channels carry')
  program
    .command('list', { isDefault: true })
    .description('what is wrong now; with --all what was, too')
    .option('--all', 'what is over as well')
    .addOption(json())
    .action(act((app, output, { all }: { all?: true }) => listCommand(app, output, all === true)))
  program
    .command('test')
    .description('send a message to every channel, and say what came of it')
    .addOption(json())
    .action(act((app, output) => testCommand(app, output, shell.signal)))
  program
    .command('acknowledge')
    .argument('<id>')
    .description('somebody deals with it: it is not repeated, and its end is told')
    .addOption(json())
    .action(act((app, output, id: string) => acknowledgeCommand(app, output, id)))
  program
    .command('silence')
    .argument('<rule>', 'such as SessionOld', ruleNamed)
    .description('tell nobody of a rule for some hours; 0 ends that')
    .requiredOption('--hours <hours>', `at most ${SILENCE_MS_MAX / HOUR_MS}`, wholeHours)
    .addOption(json())
    .action(
      act((app, output, rule: RuleName, { hours }: { hours: number }) =>
        silenceCommand(app, output, rule, hours),
      ),
    )
}

async function listCommand(app: App, output: Output, all: boolean): Promise<number> {
  const alerts = all
    ? await recentAlerts(app, { after: null, countMax: ALL_MAX })
    : await openAlerts(app)
  const silent = await silences(app)
  const now = await databaseNow(app)
  output.json({ alerts, silences: silent })
  if (alerts.length === 0) output.line(all ? 'Nothing was ever wrong.' : 'Nothing is wrong.')
  else {
    const head = ['ALERT', 'SEVERITY', 'RULE', 'ABOUT', 'SINCE', 'STANDS']
    const rows = alerts.map((alert) => rowOf(alert, now))
    for (const line of tableLines(head, rows)) output.line(line)
    for (const rule of new Set(alerts.filter(isOpen).map((alert) => alert.rule))) {
      output.line(`${rule}: ${ALERT_WORDS.en[rule].todo}`)
    }
  }
  for (const { rule, untilAt, by } of silent) {
    output.line(`${rule} is silent until ${untilAt.toISOString()} (by ${by}).`)
  }
  return EXIT.ok
}

function isOpen({ resolvedAt }: Alert): boolean {
  return resolvedAt === null
}

function rowOf(alert: Alert, now: Date): readonly string[] {
  const { id, severity, rule, name, sinceAt, resolvedAt, acknowledgedBy } = alert
  const lastedMs = (resolvedAt ?? now).getTime() - sinceAt.getTime()
  const lasted = durationWords(lastedMs)
  const stands =
    resolvedAt !== null
      ? `over, lasted ${lasted}`
      : acknowledgedBy === null
        ? `for ${lasted}`
        : `for ${lasted}, in the hands of ${acknowledgedBy}`
  return [id, severity, rule, name || '-', sinceAt.toISOString().slice(0, 16), stands]
}

/** No way to reach people is set up, so that none can be tried. */
export class ChannelsMissingError extends Error {
  override readonly name = 'ChannelsMissingError'
  readonly code = 'CHANNELS_MISSING'

  constructor() {
    super(
      'No channel is set up. Telegram: EVERCHECK_TELEGRAM_TOKEN_FILE and EVERCHECK_OPERATORS; mail: EVERCHECK_SMTP_URL_FILE and EVERCHECK_SMTP_TO; ntfy: EVERCHECK_NTFY_URL_FILE; a webhook: EVERCHECK_ALERT_WEBHOOK_FILE.',
    )
  }
}

/** `evercheck alerts test`. @throws ChannelsMissingError CHANNELS_MISSING */
async function testCommand(app: App, output: Output, signal: AbortSignal): Promise<number> {
  const tried = await tryChannels(app, signal)
  if (tried.length === 0) throw new ChannelsMissingError()
  output.json({ channels: tried.map((one) => ({ ...one, why: whyOf(one) })) })
  for (const one of tried) output.line(`${one.arrived ? 'ok  ' : 'BAD '}  ${resultOf(one)}`)
  return tried.every(({ arrived }) => arrived) ? EXIT.ok : EXIT.environment
}

function whyOf({ why }: Tried): string | null {
  return why && unsentWords('en', why)
}

function resultOf(one: Tried): string {
  const { channel, target, arrived, redelivered } = one
  const where = target === '' ? channel : `${channel} to ${target}`
  if (!arrived) return `${where}: ${whyOf(one)}.`
  const again = redelivered === 0 ? '' : ` ${redelivered} that had been given up are sent again.`
  return `${where}: it took the message.${again}`
}

async function acknowledgeCommand(app: App, output: Output, id: string): Promise<number> {
  const done = await acknowledgeAlert(app, id, AT_THE_TERMINAL)
  if (done.kind !== 'not-open') output.json({ alert: id, ...done })
  switch (done.kind) {
    case 'acknowledged':
      output.line(`${id} is not repeated any more. Its end is told.`)
      return EXIT.ok
    case 'already':
      output.line(`${id} has been in the hands of ${done.by} since ${done.at.toISOString()}.`)
      return EXIT.ok
    case 'not-open':
      throw new AlertUnknownError(id)
    default:
      return unreachable(done)
  }
}

async function silenceCommand(
  app: App,
  output: Output,
  rule: RuleName,
  hours: number,
): Promise<number> {
  const until = await silenceAlerts(app, { rule, subject: null }, hours * HOUR_MS, AT_THE_TERMINAL)
  output.json({ rule, until })
  output.line(
    hours === 0 ? `${rule} is told again.` : `${rule} is silent until ${until.toISOString()}.`,
  )
  return EXIT.ok
}

function ruleNamed(text: string): RuleName {
  const found = Object.keys(RULES).find((name) => name.toLowerCase() === text.toLowerCase())
  // `Object.keys` forgets what the keys are.
  if (found !== undefined) return found as RuleName
  throw new InvalidArgumentError(
    `there is no rule ${text}; there are ${Object.keys(RULES).join(', ')}`,
  )
}

function wholeHours(text: string): number {
  if (/^\d{1,3}$/.test(text) && Number(text) * HOUR_MS <= SILENCE_MS_MAX) return Number(text)
  throw new InvalidArgumentError(`hours are a whole number up to ${SILENCE_MS_MAX / HOUR_MS}`)
}
