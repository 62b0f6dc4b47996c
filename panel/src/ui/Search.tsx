import { type ReactNode, useEffect, useState } from 'react'
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
  useEffect(() => setText(value), [value])
  useEffect(() => {
    if (text === value) return
    const timer = window.setTimeout(() => onSearch(text), SETTLED_MS)
    return () => window.clearTimeout(timer)
  }, [text, value, onSearch])
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
          if (event.key === 'Escape' && text !== '') onSearch('')
        }}
      />
      <kbd className="kbd only-wide">/</kbd>
    </label>
  )
}
