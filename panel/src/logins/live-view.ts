import { useCallback, useEffect, useRef, useState } from 'react'
import type { LiveWord } from '../../../src/contract/dialogues.ts'
import type { Dialogue } from '../wire/dialogue-queries.ts'

/** A picture of the page, and the size that its points are in. */
export type Frame = {
  readonly url: string
  readonly width: number
  readonly height: number
  readonly at: number
}

/** What is done on the page. */
export type Act =
  | { readonly kind: 'move' | 'down' | 'up' | 'click'; readonly x: number; readonly y: number }
  | {
      readonly kind: 'scroll'
      readonly x: number
      readonly y: number
      readonly byX: number
      readonly byY: number
    }
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'key'; readonly key: string; readonly shift?: boolean }

/** A live view: what is seen, who is in control, and how acts are sent. */
export type LiveView = {
  readonly frame: Frame | null
  readonly connected: boolean
  readonly dialogue: Dialogue | null
  readonly refused: Extract<LiveWord, { kind: 'refused' }>['why'] | null
  /** Whether acts are sent; only while they arrive. */
  readonly mine: boolean
  /** Is in control from now on, with this fence. */
  readonly take: (fence: string) => void
  /** Gives it back: who looks on sees it. */
  readonly leave: () => void
  readonly send: (acts: readonly Act[]) => void
}

const AGAIN_MS = 1500
/** The server says something every five seconds: a line that brings nothing for so long is dead. */
const SILENT_MS = 12_000
/** Before the JPEG of a message: its number, and the size of the page. */
const HEAD_BYTES = 16

/** A browser complains of a connection that is closed before it stands. */
function closeQuietly(socket: WebSocket): void {
  socket.onmessage = null
  socket.onclose = null
  if (socket.readyState === WebSocket.CONNECTING) socket.onopen = () => socket.close()
  else socket.close()
}

/** Looks at a page for as long as it is open, as the operator of this name. */
export function useLiveView(id: string, open: boolean, me: string | null): LiveView {
  const [frame, setFrame] = useState<Frame | null>(null)
  const [connected, setConnected] = useState(false)
  const [dialogue, setDialogue] = useState<Dialogue | null>(null)
  const [refused, setRefused] = useState<LiveView['refused']>(null)
  const [mine, setMine] = useState(false)
  const socket = useRef<WebSocket | null>(null)
  const fence = useRef<string | null>(null)
  const say = useCallback((word: object): void => {
    if (socket.current?.readyState === WebSocket.OPEN) socket.current.send(JSON.stringify(word))
  }, [])
  const lose = useCallback((): void => {
    fence.current = null
    setMine(false)
  }, [])
  const leave = useCallback((): void => {
    if (fence.current !== null) say({ fence: fence.current, leaves: true })
    lose()
  }, [say, lose])
  useEffect(() => {
    if (!open) return
    let timer: number | undefined
    let url: string | null = null
    let controller: string | null = null
    let state: Dialogue['state'] | null = null
    /** What is heard first on a new line was said before it is known there that we are back. */
    let isBack = false
    const show = (bytes: ArrayBuffer): void => {
      const head = new DataView(bytes, 0, HEAD_BYTES)
      const fresh = URL.createObjectURL(new Blob([bytes.slice(HEAD_BYTES)], { type: 'image/jpeg' }))
      if (url !== null) URL.revokeObjectURL(url)
      url = fresh
      setFrame({
        url: fresh,
        width: head.getUint32(8),
        height: head.getUint32(12),
        at: performance.now(),
      })
    }
    /** Gives up what stands, and connects after so long. */
    const again = (afterMs: number): void => {
      window.clearTimeout(timer)
      if (socket.current !== null) closeQuietly(socket.current)
      socket.current = null
      setConnected(false)
      timer = window.setTimeout(connect, afterMs)
    }
    const heard = (): void => {
      window.clearTimeout(timer)
      timer = window.setTimeout(() => again(0), SILENT_MS)
    }
    const connect = (): void => {
      const scheme = location.protocol === 'https:' ? 'wss' : 'ws'
      const opened = new WebSocket(`${scheme}://${location.host}/api/v1/dialogues/${id}/live`)
      opened.binaryType = 'arraybuffer'
      opened.onopen = () => {
        setConnected(true)
        heard()
        isBack = fence.current !== null
        if (fence.current !== null) say({ fence: fence.current, stays: true })
      }
      opened.onmessage = ({ data }: MessageEvent<ArrayBuffer | string>) => {
        heard()
        if (typeof data !== 'string') return show(data)
        const word: LiveWord = JSON.parse(data)
        if (word.kind === 'beat') return
        if (word.kind === 'refused') {
          setRefused(word.why)
          if (word.why === 'not-in-control' || word.why === 'ended') lose()
          return
        }
        // Another worker opens another browser: this is no picture of it. The last of all stays.
        if (word.dialogue.state === 'ordered' && state !== 'ordered') setFrame(null)
        state = word.dialogue.state
        setDialogue(word.dialogue)
        const isOld = isBack && word.dialogue.controller === null
        isBack = false
        if (isOld) return
        // It went to somebody else, or rested: said before the next letter is typed into nothing.
        if (controller === me && word.dialogue.controller !== me && fence.current !== null) {
          lose()
          if (word.dialogue.state === 'open') setRefused('not-in-control')
        }
        controller = word.dialogue.controller
      }
      opened.onclose = () => again(AGAIN_MS)
      socket.current = opened
      heard()
    }
    // The machine knows of its line sooner than a connection that has nothing to say.
    const back = (): void => again(0)
    window.addEventListener('online', back)
    window.addEventListener('pagehide', leave)
    connect()
    return () => {
      window.removeEventListener('online', back)
      window.removeEventListener('pagehide', leave)
      window.clearTimeout(timer)
      leave()
      if (socket.current !== null) closeQuietly(socket.current)
      socket.current = null
      setConnected(false)
      if (url !== null) URL.revokeObjectURL(url)
    }
  }, [id, open, me, say, lose, leave])
  const take = (taken: string): void => {
    fence.current = taken
    // The server knows now over which line it would hear of us.
    say({ fence: taken, stays: true })
    setRefused(null)
    setMine(true)
  }
  const send = (inputs: readonly Act[]): void => {
    if (fence.current === null) return
    setRefused(null)
    say({ fence: fence.current, inputs })
  }
  return { frame, connected, dialogue, refused, mine: mine && connected, take, leave, send }
}
