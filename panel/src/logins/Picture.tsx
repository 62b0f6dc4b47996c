import {
  type KeyboardEvent,
  type PointerEvent,
  type ReactNode,
  useEffect,
  useRef,
  useState,
} from 'react'
import { LOGIN_WORDS } from '../../../src/words/panel/logins.ts'
import { useWords } from '../ui/language.tsx'
import { isComposing, keyOf } from '../ui/letters.ts'
import { isTyping } from '../ui/use-key.ts'
import type { Act, Frame } from './live-view.ts'
import { useFinger } from './use-finger.ts'
import { useListener } from './use-listener.ts'

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
/** What keyboards of phones, which name no keys, ask for instead. */
const KEY_OF_EDIT: Readonly<Record<string, string>> = {
  deleteContentBackward: 'Backspace',
  deleteWordBackward: 'Backspace',
  deleteContentForward: 'Delete',
  insertLineBreak: 'Enter',
  insertParagraph: 'Enter',
}
/** Pieces of text are as long as the page takes them. */
const TEXT_MAX = 200
/** What is pasted at once is typed there letter by letter. */
const PASTED_MAX = 1000
const MOVE_MS = 40

type Props = {
  readonly frame: Frame | null
  readonly mine: boolean
  /** What is said where there is no picture. */
  readonly instead: string
  readonly onActs: (acts: readonly Act[]) => void
  readonly onLeave: () => void
}

/** The page as it is seen; for whoever is in control, clicks, keys and text go there. */
export function Picture({ frame, mine, instead, onActs, onLeave }: Props): ReactNode {
  const words = useWords(LOGIN_WORDS)
  const field = useRef<HTMLTextAreaElement>(null)
  const picture = useRef<HTMLDivElement>(null)
  const movedAt = useRef(0)
  /** Who has lost control types on: the field keeps his letters from being commands. */
  const [had, setHad] = useState(false)
  useEffect(() => {
    if (!mine) return
    setHad(true)
    // Not from the field for the code, when a line is back.
    if (!isTyping(document.activeElement)) field.current?.focus({ preventScroll: true })
  }, [mine])
  const toPage = (event: { clientX: number; clientY: number }): { x: number; y: number } | null => {
    const box = picture.current?.getBoundingClientRect()
    if (frame === null || box === undefined) return null
    const x = ((event.clientX - box.left) / box.width) * frame.width
    const y = ((event.clientY - box.top) / box.height) * frame.height
    return { x: within(x, frame.width), y: within(y, frame.height) }
  }
  /** What an input method still holds back was typed before this. */
  const settle = (): void => {
    if (field.current === null || field.current.value === '') return
    field.current.blur()
    emptyInto(field.current, onActs)
  }
  const finger = useFinger({ toPage, onActs, settle })
  const hand = (kind: 'down' | 'up' | 'move', event: PointerEvent): void => {
    const at = toPage(event)
    if (!mine || at === null || !event.isPrimary) return
    if (kind === 'move') {
      if (event.timeStamp - movedAt.current < MOVE_MS) return
      movedAt.current = event.timeStamp
    } else if (event.button > 0) return
    event.preventDefault()
    if (kind === 'down') {
      settle()
      // Whoever lets go beside the picture has let go.
      event.currentTarget.setPointerCapture(event.pointerId)
    }
    if (event.pointerType === 'touch') finger[kind](event)
    else onActs([{ kind, ...at }])
    if (kind === 'up') field.current?.focus({ preventScroll: true })
  }
  useListener(picture, 'wheel', (event) => {
    const at = toPage(event)
    if (!mine || at === null) return
    event.preventDefault()
    finger.scroll(at, event.deltaX, event.deltaY)
  })
  useListener(field, 'beforeinput', (event) => {
    const key = KEY_OF_EDIT[event.inputType]
    if (key === undefined || event.isComposing || field.current?.value !== '') return
    event.preventDefault()
    onActs([{ kind: 'key', key }])
  })
  const press = (event: KeyboardEvent): void => {
    // What an input method makes of its keys is its own business.
    if (isComposing(event.nativeEvent)) return
    // Who is not in control goes on with Tab.
    if (!mine) return
    if (event.key === 'Escape') {
      field.current?.blur()
      onLeave()
      return
    }
    // With Alt it may be how a keyboard writes a letter.
    const isChord = (event.ctrlKey || event.metaKey) && !event.altKey
    const key = keyOf(event.nativeEvent)
    if (isChord && key.toLowerCase() === 'a') {
      event.preventDefault()
      onActs([{ kind: 'key', key: 'SelectAll' }])
      return
    }
    if (!KEYS.has(key)) return
    event.preventDefault()
    onActs([{ kind: 'key', key, ...(event.shiftKey ? { shift: true } : {}) }])
  }
  return (
    <div className={mine ? 'shot mine' : 'shot'} data-keys={mine ? '' : undefined}>
      {frame === null ? (
        <p className="no-picture">{instead}</p>
      ) : (
        <div
          ref={picture}
          className="page-picture"
          role="img"
          aria-label={words.pictureHow}
          onPointerDown={(event) => hand('down', event)}
          onPointerUp={(event) => hand('up', event)}
          onPointerMove={(event) => hand('move', event)}
          onPointerCancel={finger.cancel}
        >
          <img src={frame.url} width={frame.width} height={frame.height} alt="" draggable={false} />
        </div>
      )}
      {mine || had ? (
        <textarea
          ref={field}
          className="hand-field"
          aria-label={`${words.typeHere}. Esc: ${words.leaves}`}
          placeholder={mine ? words.typeHere : words.controlGone}
          readOnly={!mine}
          maxLength={PASTED_MAX}
          rows={1}
          autoCapitalize="off"
          autoComplete="off"
          autoCorrect="off"
          spellCheck={false}
          onKeyDown={press}
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

function within(value: number, max: number): number {
  return Math.round(Math.min(Math.max(0, value), max - 1))
}

/** A field of one line takes no line ends, and what is pasted may well end with one. */
function emptyInto(field: HTMLTextAreaElement, onActs: Props['onActs']): void {
  const characters = [...field.value.replace(/[\r\n]+/g, '')]
  field.value = ''
  const acts: Act[] = []
  for (let at = 0; at < characters.length; at += TEXT_MAX) {
    acts.push({ kind: 'text', text: characters.slice(at, at + TEXT_MAX).join('') })
  }
  if (acts.length > 0) onActs(acts)
}
