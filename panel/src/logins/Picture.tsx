import { type PointerEvent, type ReactNode, useEffect, useRef } from 'react'
import { LOGIN_WORDS } from '../../../src/words/panel/logins.ts'
import { useWords } from '../ui/language.tsx'
import type { Act, Frame } from './live-view.ts'

/** Keys that are sent by their names; everything else that is typed is text. */
const KEYS = new Set([
  'Enter',
  'Tab',
  'Backspace',
  'Delete',
  'ArrowLeft',
  'ArrowRight',
  'ArrowUp',
  'ArrowDown',
  'Home',
  'End',
  'PageUp',
  'PageDown',
])
/** Pieces of text are as long as the page takes them. */
const TEXT_MAX = 200
const MOVE_MS = 40

type Props = {
  readonly frame: Frame | null
  readonly mine: boolean
  readonly onActs: (acts: readonly Act[]) => void
  readonly onLeave: () => void
}

/** The page as it is seen; with the hand on it, clicks, keys and text go there. */
export function Picture({ frame, mine, onActs, onLeave }: Props): ReactNode {
  const words = useWords(LOGIN_WORDS)
  const field = useRef<HTMLTextAreaElement>(null)
  const movedAt = useRef(0)
  useEffect(() => {
    if (mine) field.current?.focus({ preventScroll: true })
  }, [mine])
  const point = (event: PointerEvent | WheelEvent): { x: number; y: number } | null => {
    if (frame === null) return null
    const box = (event.currentTarget as HTMLElement).getBoundingClientRect()
    const x = ((event.clientX - box.left) / box.width) * frame.width
    const y = ((event.clientY - box.top) / box.height) * frame.height
    return { x: Math.round(x), y: Math.round(y) }
  }
  const act = (kind: 'down' | 'up' | 'move', event: PointerEvent): void => {
    const at = point(event)
    if (!mine || at === null) return
    if (kind === 'move') {
      if (event.timeStamp - movedAt.current < MOVE_MS) return
      movedAt.current = event.timeStamp
    }
    event.preventDefault()
    onActs([{ kind, ...at }])
    if (kind === 'up') field.current?.focus({ preventScroll: true })
  }
  return (
    <div className={mine ? 'shot mine' : 'shot'} data-keys={mine ? '' : undefined}>
      {frame === null ? (
        <p className="no-picture">{words.noPicture}</p>
      ) : (
        <div
          className="page-picture"
          role="img"
          aria-label={words.pictureHow}
          onPointerDown={(event) => act('down', event)}
          onPointerUp={(event) => act('up', event)}
          onPointerMove={(event) => act('move', event)}
          onWheel={(event) => {
            const at = point(event.nativeEvent)
            if (mine && at)
              onActs([{ kind: 'scroll', ...at, byX: event.deltaX, byY: event.deltaY }])
          }}
        >
          <img src={frame.url} width={frame.width} height={frame.height} alt="" draggable={false} />
        </div>
      )}
      {mine ? (
        <textarea
          ref={field}
          className="hand-field"
          aria-label={`${words.typeHere}. Esc: ${words.leaves}`}
          placeholder={words.typeHere}
          rows={1}
          autoCapitalize="off"
          autoComplete="off"
          autoCorrect="off"
          spellCheck={false}
          onKeyDown={(event) => {
            if (event.key === 'Escape') return onLeave()
            if (event.nativeEvent.isComposing || !KEYS.has(event.key)) return
            event.preventDefault()
            onActs([{ kind: 'key', key: event.key }])
          }}
          onInput={(event) => {
            // What is composed comes whole, when it is.
            if ((event.nativeEvent as InputEvent).isComposing) return
            emptyInto(event.currentTarget, onActs)
          }}
          onCompositionEnd={(event) => emptyInto(event.currentTarget, onActs)}
        />
      ) : null}
    </div>
  )
}

function emptyInto(field: HTMLTextAreaElement, onActs: Props['onActs']): void {
  const characters = [...field.value]
  field.value = ''
  const acts: Act[] = []
  for (let at = 0; at < characters.length; at += TEXT_MAX) {
    acts.push({ kind: 'text', text: characters.slice(at, at + TEXT_MAX).join('') })
  }
  if (acts.length > 0) onActs(acts)
}
