import type { ReactNode } from 'react'
import { RESULT_WORDS } from '../../../src/words/panel/result.ts'
import { useWords } from '../ui/language.tsx'
import { Tabs } from '../ui/Tabs.tsx'

/** Who of a list goes into a file. */
export type Share = 'found' | 'all'

type Props = {
  /** How many were found, and how many there are; null while nobody knows. */
  readonly found: string | null
  readonly all: string | null
  readonly chosen: Share
  readonly onChoose: (share: Share) => void
}

/** Where a search or a filter has found some: whether a file holds them, or the whole list. */
export function ShareChoice({ found, all, chosen, onChoose }: Props): ReactNode {
  const words = useWords(RESULT_WORDS)
  return (
    <Tabs
      label={words.shares.label}
      chosen={chosen}
      onChoose={(key) => onChoose(key === 'all' ? 'all' : 'found')}
      tabs={[
        { key: 'found', name: words.shares.found, count: found ?? undefined },
        { key: 'all', name: words.shares.all, count: all ?? undefined },
      ]}
    />
  )
}
