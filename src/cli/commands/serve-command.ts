import { hostname, userInfo } from 'node:os'
import { InvalidArgumentError, Option } from 'commander'
import { invitationPath, inviteFirstOwner } from '../../access/invitation.ts'
import { listAccounts } from '../../accounts/account-store.ts'
import { endOwnTrouble } from '../../accounts/rest-store.ts'
import { startAlerts } from '../../alerts/start-alerts.ts'
import { docsPage } from '../../api/docs-page.ts'
import { hasPanel } from '../../api/panel-files.ts'
import { startApi } from '../../api/start-api.ts'
import { telegramWebhook } from '../../api/telegram-webhook.ts'
import type { App } from '../../app.ts'
import type { Channel } from '../../channels/channel.ts'
import { startWork } from '../../checks/work.ts'
import type { Config } from '../../config/config.ts'
import type { Environment } from '../../config/env.ts'
import { urlOf } from '../../config/serving.ts'
import { TELEGRAM_WEBHOOK_PATH } from '../../config/telegram.ts'
import { keepKeys } from '../../credentials/keep-keys.ts'
import { startHealth } from '../../health/listener.ts'
import { probes } from '../../health/probes.ts'
import { startSchedule } from '../../jobs/start-schedule.ts'
import { Closers } from '../../kernel/closers.ts'
import { writeCompiled } from '../../kernel/compile-cache.ts'
import { PracticeDesk } from '../../practice/practice-desk.ts'
import { howMany } from '../../words/how-many.ts'
import { EXIT } from '../exit-code.ts'
import { type Ending, goneInTime } from '../gone-in-time.ts'
import { metricsRoutes } from '../metrics-routes.ts'
import type { Output } from '../output.ts'
import { json, type Registrar } from '../registrar.ts'
import { firstLines, type Links, UNFINISHED } from '../service-lines.ts'
import { VERSION } from '../version.ts'

/** What a process can be there for, in the order in which it is started. */
export const ROLES = ['work', 'schedule', 'alerts', 'bot', 'api'] as const
export type Role = (typeof ROLES)[number]

/** A role that runs. */
export type Running = {
  /** Where it is reached; absent for one that nobody calls. */
  readonly port?: number
  /** The path of the one-time link that sets everything up; null when that has been done. */
  readonly setup?: string | null
  /** Ends what it does in an orderly way, in five seconds at the most but for a login under way. */
  close(): Promise<void>
}

type Roles = {
  readonly [R in Role]: {
    /** What it does, as people say it; null when there is nothing to do. */
    readonly does: (app: App) => string | null
    start(app: App, config: Config, environment: Environment): Promise<Running> | Running
  }
}

/** What each role does and how it is started. */
const HOW: Roles = {
  work: {
    does: ({ slots }) => `reads up to ${howMany(slots, 'check')} at a time`,
    start: (app) => startWorking(app),
  },
  schedule: { does: () => 'does what comes by the clock', start: (app) => startSchedule(app) },
  alerts: {
    does: ({ channels }) => `tells what goes wrong${byChannels(channels)}`,
    start: (app) => startAlerts(app),
  },
  bot: {
    does: ({ secrets }) => (secrets.telegramToken === null ? null : 'speaks to people in Telegram'),
    start: (app, config) => startTelegram(app, config),
  },
  api: {
    does: () => 'answers programs and the panel',
    start: answering,
  },
}

/** The Telegram bot, where there is a token for one. */
async function startTelegram(app: App, config: Config): Promise<Running> {
  const { telegramToken: token, telegramWebhook: webhook } = app.secrets
  if (token === null) return { close: async () => undefined }
  const { startBot } = await import('../../bot/start-bot.ts')
  return startBot(app, config, { token, webhook })
}

/** Reads checks, and keeps logins open that wait for a human. */
function startWorking(app: App): Running {
  const parts = [startWork(app), app.dialogues.start(app)]
  return {
    close: async () => {
      await Promise.all(parts.map((part) => part.close()))
    },
  }
}

/** The API, and the link with which its first operator comes in. */
async function answering(
  app: App,
  { service }: Config,
  environment: Environment,
): Promise<Running> {
  const practice = new PracticeDesk(app, environment)
  const webhook = { path: TELEGRAM_WEBHOOK_PATH, secret: app.secrets.telegramWebhook }
  const api = await startApi(app, {
    listen: service.listen,
    version: VERSION,
    beside: [telegramWebhook(app, webhook)],
    practice,
  })
  const secret = await inviteFirstOwner(app)
  const setup = secret === null ? null : invitationPath(secret)
  const close = async () => void (await Promise.all([api.close(), practice.end()]))
  return { port: api.port, setup, close }
}

/** Registers `evercheck serve`. */
export function registerServe({ program, actWithKey, shell }: Registrar): void {
  program
    .command('serve')
    .description('run the service, until Ctrl-C or SIGTERM')
    .addOption(
      new Option('--roles <list>', `what this process is for, of ${ROLES.join(',')}`)
        .default(ROLES, 'all of them')
        .argParser(rolesOf),
    )
    .addOption(json())
    .action(
      actWithKey((app, output, { roles }: { roles: readonly Role[] }) =>
        serveCommand(app, output, roles, shell),
      ),
    )
}

/**
 * `evercheck serve`: starts every role, says in its first lines what runs and where, and ends them
 * all when the signal is given. Pages are finished, and a login whose form was sent; no check is.
 */
export async function serveCommand(
  app: App,
  output: Output,
  roles: readonly Role[],
  by: Ending & { readonly environment: Environment },
): Promise<number> {
  await using closers = new Closers()
  void goneInTime(app, by, () => output.line(UNFINISHED))
  await endOwnTrouble(app)
  await app.describe({ roles, version: VERSION })
  const keeping = keepKeys(app)
  closers.add('keys', () => keeping.close())
  const up = new Set<Role>()
  const routes = {
    ...probes(app, () => Object.fromEntries(roles.map((role) => [role, up.has(role)]))),
    ...(await metricsRoutes(app, { figures: true })),
    '/docs': () => ({ status: 200, type: 'text/html; charset=utf-8', body: docsPage(VERSION) }),
  }
  const health = await startHealth(app.config.service.healthListen, routes)
  closers.add('health', () => health.close())
  const running: Running[] = []
  for (const role of roles) {
    const started = await HOW[role].start(app, app.config, by.environment)
    running.push(started)
    up.add(role)
    closers.add(role, () => started.close())
  }
  writeCompiled()
  const links = linksOf(app.config, running, health.port)
  output.json({ ready: true, ...links })
  const lines = firstLines({
    links,
    roles: roles.map((role) => HOW[role].does(app)).filter((does) => does !== null),
    database: app.kind,
    accounts: (await listAccounts(app)).length,
    reachedAs: by.environment.SSH_CONNECTION ? `${userInfo().username}@${hostname()}` : null,
  })
  for (const line of lines) output.line(line)
  await aborted(by.signal)
  up.clear()
  // All at once: none of them waits for another. What is closed twice closes once.
  await Promise.all(running.map((each) => each.close()))
  return EXIT.ok
}

function linksOf({ service }: Config, running: readonly Running[], healthPort: number): Links {
  const port = running.find((each) => each.port !== undefined)?.port
  const own = port === undefined ? null : urlOf(service.listen.host, port)
  const open = service.publicUrl ?? own
  const setup = running.find((each) => each.setup)?.setup
  return {
    api: own && open,
    panel: hasPanel() ? own && open : null,
    health: urlOf(service.healthListen.host, healthPort),
    setup: own && setup && hasPanel() ? `${open}${setup}` : null,
  }
}

function byChannels(channels: readonly Channel[]): string {
  if (channels.length === 0) return ', in the status only: no channel is set up'
  return ` by ${channels.map(({ name }) => name).join(', ')}`
}

/** @throws InvalidArgumentError for a role that there is not */
function rolesOf(list: string): readonly Role[] {
  const given = list.split(',').map((name) => name.trim())
  const wrong = given.find((name) => !ROLES.some((role) => role === name))
  if (wrong !== undefined) {
    throw new InvalidArgumentError(`"${wrong}" is no role; there are ${ROLES.join(', ')}.`)
  }
  return ROLES.filter((role) => given.includes(role))
}

function aborted(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve()
    else signal.addEventListener('abort', () => resolve(), { once: true })
  })
}
