import type { KeyboardEvent, ReactNode } from 'react'
import { numberIn } from '../../../src/words/language.ts'
import { RESULT_WORDS } from '../../../src/words/panel/result.ts'
import { useLanguage, useWords } from '../ui/language.tsx'
import type { Figures, ListName } from './ask.ts'

type Props = {
  readonly figures: Figures
  readonly lists: readonly ListName[]
  readonly chosen: ListName
  readonly onChoose: (list: ListName) => void
}

const STEPS: Readonly<Record<string, number>> = { ArrowRight: 1, ArrowLeft: -1 }

/** The lists with how many are in each. Arrows go from one to the next. */
export function ListTabs({ figures, lists, chosen, onChoose }: Props): ReactNode {
  const words = useWords(RESULT_WORDS)
  const { language } = useLanguage()
  const move = (event: KeyboardEvent<HTMLElement>): void => {
    const step = STEPS[event.key]
    if (step === undefined) return
    const next = lists.at((lists.indexOf(chosen) + step) % lists.length)
    if (next === undefined) return
    event.preventDefault()
    onChoose(next)
    document.getElementById(`tab-${next}`)?.focus()
  }
  return (
    <div
      className={lists.length > 5 ? 'five more' : 'five'}
      role="tablist"
      aria-label={words.listsLabel}
      onKeyDown={move}
    >
      {lists.map((name) => (
        <button
          key={name}
          type="button"
          role="tab"
          id={`tab-${name}`}
          aria-controls="people"
          aria-selected={name === chosen}
          onClick={() => onChoose(name)}
        >
          <b>{countIn(figures, name, (count) => numberIn(language, count))}</b>
          <span>{words.lists[name]}</span>
        </button>
      ))}
    </div>
  )
}

function countIn(figures: Figures, name: ListName, say: (count: number) => string): string {
  const known = figures.counts[name]
  if (known === undefined) return '—'
  if (known.count !== null) return say(known.count)
  return known.atLeast === null ? '—' : `≥ ${say(known.atLeast)}`
}
