import { type ReactNode, useEffect, useRef, useState } from 'react'
import { Icon } from './Icon.tsx'

type Props = {
  readonly label: string
  readonly value: string
  readonly onSearch: (text: string) => void
}

const SETTLED_MS = 200

/** A field that searches as one types; `/` goes to it, Esc empties it. */
export function Search({ label, value, onSearch }: Props): ReactNode {
  const [text, setText] = useState(value)
  // What comes back of one's own is old: meanwhile the next letter may have been typed.
  const sent = useRef(value)
  const send = useRef(onSearch)
  send.current = onSearch
  useEffect(() => {
    if (value === sent.current) return
    sent.current = value
    setText(value)
  }, [value])
  useEffect(() => {
    if (text === sent.current) return
    const timer = window.setTimeout(() => {
      sent.current = text
      send.current(text)
    }, SETTLED_MS)
    return () => window.clearTimeout(timer)
  }, [text])
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
        onChange={(event) => setText(event.target.value)}
        onKeyDown={(event) => {
          if (event.key !== 'Escape' || text === '') return
          sent.current = ''
          setText('')
          onSearch('')
        }}
      />
      <kbd className="kbd only-wide">/</kbd>
    </label>
  )
}
