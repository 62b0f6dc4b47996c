import { useQuery } from '@tanstack/react-query'
import type { ReactNode } from 'react'
import type * as contract from '../../../src/contract/channels.ts'
import { RULES_WORDS } from '../../../src/words/panel/rules.ts'
import { ActButton } from '../ui/ActButton.tsx'
import { useWords } from '../ui/language.tsx'
import { act } from '../wire/act.ts'
import { listChannels } from '../wire/system-queries.ts'

/** By what people are told, each tried by one click. */
export function Channels(): ReactNode {
  const words = useWords(RULES_WORDS)
  const { data } = useQuery(listChannels())
  // It takes a line of its own on a phone, and nothing moves when it comes.
  if (data === undefined) return <span className="small">{'\u00a0'}</span>
  if (data.items.length === 0) return <span className="small dim">{words.noChannel}</span>
  return data.items.map(({ channel }) => (
    <ActButton
      key={channel}
      size="small"
      look="quiet"
      name={words.tryIt(words.channels[channel])}
      does={act<typeof contract.tryChannel>('tryChannel', { params: { channel } })}
      onDone={({ tried }) => {
        const failed = tried.find(({ arrived }) => !arrived)
        return failed?.why ?? words.arrived(words.channels[channel])
      }}
    />
  ))
}
