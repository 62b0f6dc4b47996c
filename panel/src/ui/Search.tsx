import { type ReactNode, useEffect, useRef, useState } from 'react'
import { Icon } from './Icon.tsx'
import { isComposing } from './letters.ts'

type Props = {
  readonly label: string
  readonly value: string
  readonly onSearch: (text: string) => void
}

const SETTLED_MS = 200

/** A field that searches as one types; `/` goes to it, Esc empties it. */
export function Search({ label, value, onSearch }: Props): ReactNode {
  const [text, setText] = useState(value)
  const timer = useRef<number | undefined>(undefined)
  const send = useRef(onSearch)
  send.current = onSearch
  // What comes back of one's own is old: meanwhile the next letter may have been typed.
  const [sent, known] = [useRef(value), useRef(value)]
  if (value !== known.current) {
    known.current = value
    if (value !== sent.current) {
      window.clearTimeout(timer.current)
      sent.current = value
      setText(value)
    }
  }
  useEffect(() => () => window.clearTimeout(timer.current), [])
  const search = (sought: string): void => {
    if (sought === sent.current) return
    sent.current = sought
    send.current(sought)
  }
  const type = (typed: string): void => {
    window.clearTimeout(timer.current)
    setText(typed)
    timer.current = window.setTimeout(() => search(typed), SETTLED_MS)
  }
  const empty = (): void => {
    window.clearTimeout(timer.current)
    setText('')
    search('')
  }
  return (
    <label className="srch">
      <Icon name="search" />
      <span className="vh">{label}</span>
      <input
        type="search"
        placeholder={label}
        value={text}
        maxLength={100}
        autoComplete="off"
        spellCheck={false}
        onChange={(event) => type(event.target.value)}
        onKeyDown={(event) => {
          if (event.key !== 'Escape' || text === '' || isComposing(event.nativeEvent)) return
          empty()
        }}
      />
      <kbd className="kbd only-wide">/</kbd>
    </label>
  )
}
