import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import {
  deleteMessage,
  editMessageCaption,
  editMessageMedia,
  editMessageReplyMarkup,
  editMessageText,
  sendFile,
  sendInvoice,
  sendMessage,
} from './messages.ts'
import { Params } from './params.ts'
import {
  answerPreCheckoutQuery,
  createInvoiceLink,
  editUserStarSubscription,
  getMyStarBalance,
  getStarTransactions,
  refundStarPayment,
} from './stars.ts'
import { deleteWebhook, getWebhookInfo, setWebhook, Updates } from './updates.ts'
import { BOT, type BotApiOptions, bad, type Call, Refusal, TelegramWorld } from './world.ts'

type Method = (world: TelegramWorld, params: Params) => unknown

const METHODS: Readonly<Record<string, Method>> = {
  getMe: () => ({
    ...BOT,
    can_join_groups: false,
    can_read_all_group_messages: false,
    supports_inline_queries: false,
    can_connect_to_business: false,
    has_main_web_app: false,
  }),
  setWebhook,
  deleteWebhook,
  getWebhookInfo,
  sendMessage,
  sendDocument: sendFile('document'),
  sendPhoto: sendFile('photo'),
  sendInvoice,
  editMessageText,
  editMessageCaption,
  editMessageMedia,
  editMessageReplyMarkup,
  deleteMessage,
  sendChatAction: () => true,
  getFile,
  answerCallbackQuery,
  answerPreCheckoutQuery,
  createInvoiceLink,
  refundStarPayment,
  getStarTransactions,
  getMyStarBalance,
  editUserStarSubscription,
  setMyCommands,
  getMyCommands: (world, params) => world.commands.get(commandsKey(params)) ?? [],
  setMyDescription: () => true,
  setMyShortDescription: () => true,
  setMyName: () => true,
  setChatMenuButton: () => true,
  getChat: (world, params) => world.chatOf(params.number('chat_id')),
}

/** Calls that put something before a person's eyes, and so count against the limits. */
const COUNTED = /^(send(?!ChatAction)|edit(?!UserStar)|copy|forward)/
/** So many messages in a row a chat may get; after that, one a second. */
const BURST = 20

/** A Bot API server on this machine. */
export type BotApi = {
  readonly world: TelegramWorld
  readonly url: string
  /** Another address of the same, for one process alone: closed, it is dead to Telegram. */
  door(): Promise<Door>
  close(): Promise<void>
}

export type Door = { readonly url: string; close(): Promise<void> }

/** Starts it. It behaves as `core.telegram.org/bots/api` says, errors and limits included. */
export async function startBotApi(options: BotApiOptions = {}): Promise<BotApi> {
  const world = new TelegramWorld(options)
  const updates = new Updates(world)
  const limits = new Limits(world)
  const parts = { world, updates, limits }
  const { url, close } = await listen(parts)
  return {
    world,
    url,
    door: () => listen(parts),
    close: async () => {
      world.webhook = null
      updates.close()
      world.changed()
      await close()
    },
  }
}

async function listen(parts: Parts): Promise<Door> {
  const server = createServer((request, response) => {
    if (request.url?.startsWith('/file/')) giveFile(parts.world, request.url, response)
    else void answer(parts, request, response)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  return {
    url: `http://127.0.0.1:${port}`,
    close: async () => {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}

/** Gives a file that somebody has sent. */
function giveFile(world: TelegramWorld, path: string, response: ServerResponse): void {
  const [, token, id = ''] = /^\/file\/bot([^/]+)\/documents\/([\w-]+)$/.exec(path) ?? []
  const file = token === world.token ? world.sent.get(id) : undefined
  if (file) response.writeHead(200).end(file.bytes)
  else response.writeHead(404).end()
}

/** More of a file is not given by Telegram's own server. */
const GIVEN_BYTES_MAX = 20 * 1024 * 1024

function getFile(world: TelegramWorld, params: Params) {
  const id = params.text('file_id') ?? ''
  const file = world.sent.get(id)
  if (!file) throw bad('wrong file_id or the file is temporarily unavailable')
  if (file.bytes.length > GIVEN_BYTES_MAX) throw bad('file is too big')
  const { length } = file.bytes
  return { file_id: id, file_unique_id: `u-${id}`, file_size: length, file_path: `documents/${id}` }
}

type Parts = {
  readonly world: TelegramWorld
  readonly updates: Updates
  readonly limits: Limits
}

class Cut extends Error {}

async function answer(parts: Parts, request: IncomingMessage, response: ServerResponse) {
  const { world } = parts
  const startedMs = world.nowMs()
  const url = new URL(request.url ?? '/', 'http://localhost')
  const [, token, method = ''] = /^\/bot([^/]+)\/(\w+)$/.exec(url.pathname) ?? []
  const call: Call = { method, params: {}, atMs: startedMs, status: 0, tookMs: 0 }
  const say = (status: number, body: object): void => {
    call.status = status
    call.tookMs = world.nowMs() - startedMs
    const text = JSON.stringify(body)
    response.writeHead(status, { 'content-type': 'application/json' }).end(text)
  }
  try {
    const params = await Params.read(request, url)
    if (world.away) {
      world.missed.push(method)
      world.changed()
      throw new Cut()
    }
    if (token === undefined) throw new Refusal(404, 'Not Found')
    if (token !== world.token) throw new Refusal(401, 'Unauthorized')
    Object.assign(call, { params: params.shown() })
    world.calls.push(call)
    const number = world.calls.length
    await world.beforeCall(method, number)
    const gone = new AbortController()
    response.on('close', () => gone.abort())
    const result = await carryOut(parts, method, params, gone.signal)
    await world.afterCall(method, number)
    world.changed()
    if (world.away) throw new Cut()
    say(200, { ok: true, result })
  } catch (error) {
    if (!(error instanceof Refusal)) return void request.socket.destroy()
    const { status, message, parameters } = error
    say(status, {
      ok: false,
      error_code: status,
      description: message,
      ...(parameters ? { parameters } : {}),
    })
    world.changed()
  }
}

async function carryOut(parts: Parts, method: string, params: Params, signal: AbortSignal) {
  const { world, updates, limits } = parts
  if (method === 'getUpdates') return updates.get(params, signal)
  const act = METHODS[method]
  if (!act) throw new Refusal(404, 'Not Found: method not found')
  const chat = params.optionalNumber('chat_id')
  const fault = world.faults.find(
    (one) =>
      one.times > 0 &&
      (one.method === undefined || one.method === method) &&
      (one.chat === undefined || one.chat === chat),
  )
  if (fault) fault.times -= 1
  if (fault?.kind === 'flood') throw flood(fault.retryAfter)
  if (fault?.kind === 'server-error') throw new Refusal(fault.status, 'Internal Server Error')
  if (fault?.kind === 'too-large') throw new Refusal(413, 'Request Entity Too Large')
  if (fault?.kind === 'cut-before') throw new Cut()
  if (COUNTED.test(method)) limits.count(chat)
  const result = act(world, params)
  if (fault?.kind === 'cut-after') throw new Cut()
  return result
}

function flood(retryAfter: number): Refusal {
  return new Refusal(429, `Too Many Requests: retry after ${retryAfter}`, {
    retry_after: retryAfter,
  })
}

/** So many messages a second to all, and after a burst one a second to each. */
class Limits {
  readonly #world: TelegramWorld
  readonly #recentMs: number[] = []
  readonly #chats = new Map<number, { tokens: number; atMs: number }>()

  constructor(world: TelegramWorld) {
    this.#world = world
  }

  count(chat: number | null): void {
    const nowMs = this.#world.nowMs()
    while ((this.#recentMs[0] ?? nowMs) <= nowMs - 1000) this.#recentMs.shift()
    if (this.#recentMs.length >= this.#world.perSecondMax) throw flood(1)
    if (chat !== null) {
      const known = this.#chats.get(chat) ?? { tokens: BURST, atMs: nowMs }
      const tokens = Math.min(BURST, known.tokens + (nowMs - known.atMs) / 1000)
      if (tokens < 1) throw flood(Math.ceil(1 - tokens))
      this.#chats.set(chat, { tokens: tokens - 1, atMs: nowMs })
    }
    this.#recentMs.push(nowMs)
  }
}

function answerCallbackQuery(world: TelegramWorld, params: Params): true {
  const id = params.text('callback_query_id') ?? ''
  if (world.taps.get(id) !== null) {
    throw bad('query is too old and response timeout expired or query ID is invalid')
  }
  const text = params.text('text')
  if (text !== null && text.length > 200) throw bad('MESSAGE_TOO_LONG')
  world.taps.set(id, { text, alert: params.flag('show_alert'), atMs: world.nowMs() })
  return true
}

function setMyCommands(world: TelegramWorld, params: Params): true {
  const commands = params.json('commands')
  if (!Array.isArray(commands) || commands.length > 100) throw bad('BOT_COMMANDS_TOO_MUCH')
  for (const each of commands as { command?: unknown; description?: unknown }[]) {
    if (!/^[a-z0-9_]{1,32}$/.test(String(each.command))) throw bad('BOT_COMMAND_INVALID')
    const { length } = String(each.description ?? '')
    if (length < 1 || length > 256) throw bad('BOT_COMMAND_DESCRIPTION_INVALID')
  }
  world.commands.set(commandsKey(params), commands)
  return true
}

function commandsKey(params: Params): string {
  const scope = params.json('scope') as { type?: string; chat_id?: number } | undefined
  return `${scope?.type ?? 'default'}:${scope?.chat_id ?? ''}:${params.text('language_code') ?? ''}`
}
