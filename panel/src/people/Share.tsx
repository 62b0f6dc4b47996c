import type { ReactNode } from 'react'
import { numberIn } from '../../../src/words/language.ts'
import { RESULT_WORDS } from '../../../src/words/panel/result.ts'
import { useLanguage, useWords } from '../ui/language.tsx'
import { Tabs } from '../ui/Tabs.tsx'
import { EVERYBODY, findsSome, type PeopleFilter } from '../wire/people-query.ts'

/** Who of a list goes into a file. */
export type Share = 'found' | 'all'

type Props = {
  readonly filter: PeopleFilter
  /** How many were found, as it is said, and how many there are; null while nobody knows. */
  readonly found: string | null
  readonly known: number | null
  readonly chosen: Share
  readonly onChoose: (share: Share) => void
}

/** Where a search or a filter finds some: whether a file holds them, or the whole list. */
export function ShareChoice({ filter, found, known, chosen, onChoose }: Props): ReactNode {
  const words = useWords(RESULT_WORDS).shares
  const { language } = useLanguage()
  if (!findsSome(filter)) return null
  const all = known === null ? undefined : numberIn(language, known)
  return (
    <Tabs
      label={words.label}
      chosen={chosen}
      onChoose={(key) => onChoose(key === 'all' ? 'all' : 'found')}
      tabs={[
        { key: 'found', name: words.found, count: found ?? undefined },
        { key: 'all', name: words.all, count: all },
      ]}
    />
  )
}

/** Whom a file is asked for. */
export function takenBy(share: Share, filter: PeopleFilter): PeopleFilter {
  return share === 'found' ? filter : EVERYBODY
}
