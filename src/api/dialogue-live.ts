import type { FastifyRequest } from 'fastify'
import { z } from 'zod'
import { recordAudit } from '../access/audit.ts'
import { actorOf } from '../access/principal.ts'
import { FRAME_HEAD_BYTES, type LiveWord } from '../contract/dialogues.ts'
import type { Vault } from '../credentials/vault.ts'
import type { Database } from '../db/database.ts'
import { letControlGo, lookAway, stayInControl } from '../dialogues/control-store.ts'
import { FRAMES_CHANNEL, INPUTS_WAITING_MAX } from '../dialogues/dialogue.ts'
import { DialogueInput } from '../dialogues/dialogue-input.ts'
import { dialogueOf } from '../dialogues/dialogue-store.ts'
import { type Frame, frameOf } from '../dialogues/frame-store.ts'
import { sendInput } from '../dialogues/input-store.ts'
import { Bell } from '../kernel/bell.ts'
import { systemClock } from '../kernel/clock.ts'
import { dialogueView } from './dialogue-view.ts'
import { type Authenticate, known } from './principal.ts'

/** What live views need. */
export type LiveContext = {
  readonly db: Database
  readonly vault: Vault
  readonly authenticate: Authenticate
  listen(channel: string, heard: () => void): () => void
}

/** The little of a WebSocket that is used here. */
export type LiveSocket = {
  /** Bytes that have not gone out. */
  readonly bufferedAmount: number
  send(message: string | Buffer): void
  close(code?: number, why?: string): void
  on(event: 'message', heard: (data: Buffer, isBinary: boolean) => void): void
  on(event: 'close' | 'error', heard: () => void): void
}

/** Views that a process holds open; more are turned away. */
const VIEWS_MAX = 50
/** How often it is looked for what was not heard of. */
const LOOK_MS = 1000
/** How often it is said that the line is up. */
const BEAT_MS = 5000
/** How often it is asked again whether who looks may still do so. */
const ADMIT_MS = 30_000
/** What waits on a slow line: the next picture is for when it has gone out. */
const WAITING_BYTES_MAX = 64 * 1024
/** Messages that wait to be read; who sends more is no browser of ours. */
const MESSAGES_WAITING_MAX = 200

/** Standard numbers of WebSockets: a rule was broken; try again later; the server goes away. */
const CLOSE = { policy: 1008, busy: 1013, away: 1001, done: 1000 } as const

const fence = z.string().regex(/^\d{1,18}$/)

/** What is sent to a page, with the fence of who is in control; or that he is there, or leaves. */
const LiveAct = z.union([
  z.strictObject({ fence, inputs: z.array(DialogueInput).min(1).max(INPUTS_WAITING_MAX) }),
  z.strictObject({ fence, stays: z.literal(true) }),
  z.strictObject({ fence, leaves: z.literal(true) }),
])

/** The live views that a process holds open. */
export class LiveViews {
  readonly #context: LiveContext
  readonly #over = new AbortController()
  readonly #open = new Set<Promise<void>>()

  constructor(context: LiveContext) {
    this.#context = context
  }

  /** Shows a page until it is closed, or until who looks goes away or may look no more. */
  open(socket: LiveSocket, request: FastifyRequest): void {
    // Browsers send cookies with a WebSocket of any page: it has to be one of ours.
    const refusal = !isOwnOrigin(request) ? CLOSE.policy : null
    if (refusal !== null || this.#open.size >= VIEWS_MAX) {
      socket.close(refusal ?? CLOSE.busy)
      return
    }
    const view = new LiveView(this.#context, socket, request)
    const running = view
      .run(this.#over.signal)
      .then((code) => socket.close(code))
      .catch(() => socket.close(CLOSE.busy))
    this.#open.add(running)
    void running.finally(() => this.#open.delete(running))
  }

  async close(): Promise<void> {
    this.#over.abort()
    await Promise.all(this.#open)
  }
}

class LiveView {
  readonly #context: LiveContext
  readonly #socket: LiveSocket
  readonly #request: FastifyRequest
  readonly #id: string
  readonly #bell = new Bell()
  readonly #gone = new AbortController()
  #frame: string | null = null
  #said = ''
  #acts: Promise<void> = Promise.resolve()
  #waiting = 0
  #actsCount = 0
  /** The last sign of life of who is in control that came over this view. */
  #sign: { readonly fence: string; readonly mark: string } | null = null

  constructor(context: LiveContext, socket: LiveSocket, request: FastifyRequest) {
    this.#context = context
    this.#socket = socket
    this.#request = request
    this.#id = (request.params as { id: string }).id
    socket.on('message', (data, isBinary) => this.#hear(String(data), isBinary))
    socket.on('close', () => this.#gone.abort())
    socket.on('error', () => this.#gone.abort())
  }

  /** @returns the number with which the socket is closed */
  async run(stopped: AbortSignal): Promise<number> {
    const unlisten = this.#context.listen(FRAMES_CHANNEL, () => this.#bell.ring())
    const signal = AbortSignal.any([stopped, this.#gone.signal])
    let admittedAtMs = systemClock.elapsedMs()
    let beatAtMs = admittedAtMs
    try {
      while (!signal.aborted) {
        if (systemClock.elapsedMs() - admittedAtMs >= ADMIT_MS) {
          if (!(await this.#isAdmitted())) return CLOSE.policy
          admittedAtMs = systemClock.elapsedMs()
        }
        if (!(await this.#show())) return CLOSE.done
        if (systemClock.elapsedMs() - beatAtMs >= BEAT_MS) {
          this.#say({ kind: 'beat' })
          beatAtMs = systemClock.elapsedMs()
        }
        await this.#bell.wait(systemClock, LOOK_MS, signal).catch(() => undefined)
      }
      return CLOSE.away
    } finally {
      unlisten()
      await this.#acts.catch(() => undefined)
      // A server that goes away knows nothing of the browsers before it.
      if (this.#sign !== null && !stopped.aborted) {
        await lookAway(this.#context, this.#id, this.#sign).catch(() => undefined)
      }
      await this.#note()
    }
  }

  /** Shows what is new; false when the dialogue is over, or there is none. */
  async #show(): Promise<boolean> {
    const dialogue = await dialogueOf(this.#context, this.#id)
    if (dialogue === null) return false
    const view = await dialogueView(this.#context, dialogue)
    const said = JSON.stringify(view)
    if (said !== this.#said) this.#say({ kind: 'dialogue', dialogue: view })
    this.#said = said
    if (dialogue.state === 'ended') return false
    if (this.#socket.bufferedAmount > WAITING_BYTES_MAX) return true
    const frame = await frameOf(this.#context, this.#id, this.#frame)
    if (frame === null) return true
    this.#frame = frame.number
    this.#socket.send(withHead(frame))
    return true
  }

  #hear(text: string, isBinary: boolean): void {
    if (this.#waiting >= MESSAGES_WAITING_MAX) {
      this.#socket.close(CLOSE.policy)
      return
    }
    this.#waiting += 1
    // One after the other: their order is that of the hands.
    this.#acts = this.#acts
      .then(() => this.#act(isBinary ? '' : text))
      .catch(() => this.#socket.close(CLOSE.busy))
      .finally(() => {
        this.#waiting -= 1
      })
  }

  async #act(text: string): Promise<void> {
    const act = LiveAct.safeParse(json(text)).data
    if (act === undefined) return this.#say({ kind: 'refused', why: 'not-understood' })
    if ('leaves' in act) {
      this.#sign = null
      return letControlGo(this.#context, this.#id, act.fence)
    }
    if ('stays' in act) {
      const mark = await stayInControl(this.#context, this.#id, act.fence)
      if (mark === null) this.#say({ kind: 'refused', why: 'not-in-control' })
      else this.#sign = { fence: act.fence, mark }
      return
    }
    const sent = await sendInput(this.#context, this.#id, act.fence, act.inputs)
    if (sent.kind !== 'sent') return this.#say({ kind: 'refused', why: sent.kind })
    this.#actsCount += act.inputs.length
    this.#sign = { fence: act.fence, mark: sent.mark }
  }

  #say(word: LiveWord): void {
    this.#socket.send(JSON.stringify(word))
  }

  async #isAdmitted(): Promise<boolean> {
    const principal = await this.#context.authenticate(this.#request).catch(() => null)
    return principal?.kind === 'admin'
  }

  /** Who did how much is written down; what he did is not. */
  async #note(): Promise<void> {
    const principal = known(this.#request)
    if (this.#actsCount === 0 || principal === null) return
    const by = actorOf(principal, this.#request.ip)
    const detail = { inputs: this.#actsCount }
    await recordAudit(this.#context, {
      by,
      act: 'dialogue.act',
      on: ['dialogue', this.#id],
      detail,
    }).catch(() => undefined)
  }
}

function withHead({ number, width, height, jpeg }: Frame): Buffer {
  const head = Buffer.alloc(FRAME_HEAD_BYTES)
  head.writeBigUInt64BE(BigInt(number), 0)
  head.writeUInt32BE(width, 8)
  head.writeUInt32BE(height, 12)
  return Buffer.concat([head, jpeg])
}

/** A program names no origin; a browser always does. */
function isOwnOrigin(request: FastifyRequest): boolean {
  const { origin } = request.headers
  return origin === undefined || URL.parse(origin)?.host === request.host
}

function json(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return null
  }
}
