import { useEffect, useRef, useState } from 'react'
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
  | { readonly kind: 'key'; readonly key: string }

/** A live view: what is seen, and how acts are sent. */
export type LiveView = {
  readonly frame: Frame | null
  readonly connected: boolean
  readonly dialogue: Dialogue | null
  readonly refused: Extract<LiveWord, { kind: 'refused' }>['why'] | null
  readonly send: (fence: string, acts: readonly Act[]) => void
}

const AGAIN_MS = 1500
/** Before the JPEG of a message: its number, and the size of the page. */
const HEAD_BYTES = 16

/** A browser complains of a connection that is closed before it stands. */
function closeQuietly(socket: WebSocket): void {
  if (socket.readyState === WebSocket.CONNECTING) {
    socket.onmessage = null
    socket.onopen = () => socket.close()
  } else socket.close()
}

/** Looks at a page for as long as it is open. */
export function useLiveView(id: string, open: boolean): LiveView {
  const [frame, setFrame] = useState<Frame | null>(null)
  const [connected, setConnected] = useState(false)
  const [dialogue, setDialogue] = useState<Dialogue | null>(null)
  const [refused, setRefused] = useState<LiveView['refused']>(null)
  const socket = useRef<WebSocket | null>(null)
  useEffect(() => {
    if (!open) return
    let over = false
    let again: number | undefined
    let url: string | null = null
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
    const connect = (): void => {
      const scheme = location.protocol === 'https:' ? 'wss' : 'ws'
      const opened = new WebSocket(`${scheme}://${location.host}/api/v1/dialogues/${id}/live`)
      opened.binaryType = 'arraybuffer'
      opened.onopen = () => setConnected(true)
      opened.onmessage = ({ data }: MessageEvent<ArrayBuffer | string>) => {
        if (typeof data !== 'string') return show(data)
        const word: LiveWord = JSON.parse(data)
        if (word.kind === 'dialogue') setDialogue(word.dialogue)
        else setRefused(word.why)
      }
      opened.onclose = () => {
        setConnected(false)
        if (!over) again = window.setTimeout(connect, AGAIN_MS)
      }
      socket.current = opened
    }
    connect()
    return () => {
      over = true
      window.clearTimeout(again)
      if (socket.current !== null) closeQuietly(socket.current)
      if (url !== null) URL.revokeObjectURL(url)
    }
  }, [id, open])
  const send = (fence: string, inputs: readonly Act[]): void => {
    if (socket.current?.readyState !== WebSocket.OPEN) return
    setRefused(null)
    socket.current.send(JSON.stringify({ fence, inputs }))
  }
  return { frame, connected, dialogue, refused, send }
}
