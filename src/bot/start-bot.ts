import { join } from 'node:path'
import { Api } from 'grammy'
import type { UserFromGetMe } from 'grammy/types'
import { LOOKUPS_CHANNEL } from '../checks/lookup-store.ts'
import type { Config } from '../config/config.ts'
import { TELEGRAM_API, TELEGRAM_WEBHOOK_PATH } from '../config/telegram.ts'
import { EVENTS_CHANNEL } from '../events/event-store.ts'
import { Bell } from '../kernel/bell.ts'
import { letNurseryGrow } from '../kernel/heap.ts'
import type { SoleRoles } from '../presence/sole-roles.ts'
import type { HoldContext } from '../sessions/take.ts'
import { botWords } from '../words/bot/bot-words.ts'
import { doChores } from './chores.ts'
import { setCommands } from './commands.ts'
import type { BotContext, BotSettings } from './context.ts'
import { Handling } from './handling.ts'
import { hear } from './hear.ts'
import { makeBot } from './make-bot.ts'
import { followNews } from './news.ts'
import { OneByOne } from './one-by-one.ts'
import { languageOfChat } from './operators.ts'
import { showWhatIsDue } from './posts.ts'
import { Renewals } from './renew.ts'
import { say } from './say.ts'
import { attempt, type CallOptions, callsOf } from './telegram/calls.ts'
import { FILE_BYTES_MAX, type Files } from './telegram/files.ts'
import { Governor } from './telegram/governor.ts'
import { clearTemporary } from './temporary.ts'
import { TooFast } from './too-fast.ts'
import type { Webhook } from './webhook.ts'

/** Telegram lets about so many messages a second out. */
const MESSAGES_PER_SECOND = 30
/** Whatever chats are due to see is looked for this often, and whenever something has happened. */
const LOOK_MS = 1000
/** Between two looks: what happens meanwhile is shown together. */
const BETWEEN_MS = 100
const AWAY_MS = 5000

/** What the bot is started with. */
export type StartContext = Omit<BotContext, 'settings' | 'calls' | 'files' | 'kick' | 'edits'> &
  HoldContext & { readonly soleRoles: SoleRoles }

/** What it speaks to Telegram with. */
export type BotSecrets = {
  readonly token: string
  /** What Telegram shows when it brings updates; null where they are asked for. */
  readonly webhook: string | null
}

/** A bot that runs. */
export type BotRunning = { close(): Promise<void> }

/**
 * Runs the bot until it is closed. One process has the role at a time; the others wait for it, and
 * one of them has it as soon as its holder is gone.
 */
export function startBot(context: StartContext, config: Config, secrets: BotSecrets): BotRunning {
  const over = new AbortController()
  const failed = (error: unknown) => {
    const why = error instanceof Error ? `${error.name}: ${error.message}` : String(error)
    context.tell({ kind: 'bot-failed', where: 'the bot', why })
  }
  const options = { signal: over.signal, failed }
  const duty = (signal: AbortSignal) => serve(context, config, secrets, signal)
  const running = context.soleRoles.alone('bot', duty, options)
  return {
    async close() {
      over.abort(new Error('the bot ends'))
      await running
    },
  }
}

/** Has the role until the signal is given or another process has it. */
async function serve(
  start: StartContext,
  config: Config,
  { token, webhook }: BotSecrets,
  signal: AbortSignal,
): Promise<void> {
  const governor = new Governor(start.clock, MESSAGES_PER_SECOND)
  const options: CallOptions = {
    token,
    apiRoot: config.service.telegramApi,
    governor,
    timeoutSeconds: 60,
  }
  letNurseryGrow()
  const me = await introduce(start, options, signal)
  if (me === null) return governor.close()
  const bell = new Bell()
  const calls = {
    answer: callsOf(options, 'answer'),
    result: callsOf(options, 'result'),
    progress: callsOf(options, 'progress'),
  }
  const settings = settingsOf(config, me)
  const server = options.apiRoot === TELEGRAM_API ? 'telegram' : 'own'
  const files: Files = {
    api: calls.answer,
    token,
    apiRoot: options.apiRoot,
    bytesMax: FILE_BYTES_MAX[server],
  }
  const own = { settings, calls, files, kick: () => bell.ring(), edits: new OneByOne() }
  const context: BotContext = { ...start, ...own }
  const renewals = new Renewals(context, start)
  const tooFast = new TooFast(start.clock, (chatId) => tellTooFast(context, chatId))
  const bot = makeBot(context, { me, options, renew: renewals.begin, tooFast })
  const handling = new Handling(context, bot, tooFast)
  await clearTemporary(context)
  start.tell({ kind: 'bot-started', username: me.username })
  handling.start()
  // What fails ends all the rest of it: everything begins anew, and nothing of it twice.
  const stretch = new AbortController()
  const until = AbortSignal.any([signal, stretch.signal])
  const parts = [
    hear(context, handling, { token, webhook: webhookOf(config, webhook) }, until),
    showing(context, bell, until),
    followNews(context, until),
    doChores(context, until),
    setCommands(context).catch(() => undefined),
  ]
  try {
    await Promise.all(parts)
  } finally {
    stretch.abort(new Error('the bot begins anew'))
    // First it takes nothing up any more: what the governor cuts short then is left to the next.
    const stopped = handling.stop()
    governor.close()
    await stopped
    await renewals.close()
    await Promise.allSettled(parts)
  }
}

/** The webhook below the public address; null where updates are asked for. */
function webhookOf({ service }: Config, secret: string | null): Webhook | null {
  if (secret === null || service.publicUrl === null) return null
  return { url: `${service.publicUrl}${TELEGRAM_WEBHOOK_PATH}`, secret }
}

async function tellTooFast(context: BotContext, chatId: number): Promise<void> {
  const language = await languageOfChat(context, chatId)
  const text = botWords(language).menu.tooFast
  await attempt(say(context.calls.answer, chatId, text))
}

/** Asks Telegram who we are, for as long as it takes; null when it ends before. */
async function introduce(
  context: StartContext,
  { token, apiRoot }: CallOptions,
  signal: AbortSignal,
): Promise<UserFromGetMe | null> {
  const api = new Api(token, { apiRoot, timeoutSeconds: 20 })
  let isTold = false
  while (!signal.aborted) {
    try {
      return await api.getMe()
    } catch (error) {
      const why = error instanceof Error ? `${error.name}: ${error.message}` : String(error)
      if (!isTold) context.tell({ kind: 'bot-failed', where: 'reaching Telegram', why })
      isTold = true
      await context.clock.sleep(AWAY_MS, signal).catch(() => undefined)
    }
  }
  return null
}

async function showing(context: BotContext, bell: Bell, signal: AbortSignal): Promise<void> {
  const heard = () => bell.ring()
  const unlisten = [EVENTS_CHANNEL, LOOKUPS_CHANNEL].map((name) => context.listen(name, heard))
  try {
    while (!signal.aborted) {
      const hadWork = await showWhatIsDue(context).catch((error: unknown) => {
        const why = error instanceof Error ? `${error.name}: ${error.message}` : String(error)
        context.tell({ kind: 'bot-failed', where: 'what chats are due to see', why })
        return false
      })
      await context.clock.sleep(BETWEEN_MS, signal).catch(() => undefined)
      if (!hadWork) await bell.wait(context.clock, LOOK_MS, signal).catch(() => undefined)
    }
  } finally {
    for (const end of unlisten) end()
  }
}

function settingsOf(config: Config, me: UserFromGetMe): BotSettings {
  const { pace, reading, waits, service, csv } = config
  return {
    username: me.username,
    apiRoot: service.telegramApi,
    operators: service.operators,
    patienceMs: waits.patienceMs,
    // Instagram answers with about half of what is asked for, in about a second.
    page: { takesMs: (pace.minMs + pace.maxMs) / 2 + 1000, people: reading.pageCount / 2 },
    csv,
    temporaryFolder: join(config.dataFolder, 'telegram'),
    packs: service.telegram.packs,
    singleStars: service.telegram.starsPerCredit,
    subscription: service.telegram.subscription,
    referral: service.telegram.referral,
    support: service.telegram.support,
    keptDays: Math.round(config.keep.membersMs / 86_400_000),
    publicUrl: service.publicUrl,
    loginPictures: service.telegram.loginPictures,
  }
}
