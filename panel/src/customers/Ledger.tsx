import { useQuery } from '@tanstack/react-query'
import type { ReactNode } from 'react'
import { CUSTOMER_WORDS } from '../../../src/words/panel/customers.ts'
import { SHELL_WORDS } from '../../../src/words/panel/shell.ts'
import { Top } from '../frame/Top.tsx'
import '../style/page-customers.css'
import { Loaded } from '../ui/Loaded.tsx'
import { useWords } from '../ui/language.tsx'
import { useAddress } from '../ui/use-search.ts'
import { wholeLedger } from '../wire/money-queries.ts'
import { Entries, EntriesFrame } from './Entries.tsx'

/** Does it add up? */
export function Ledger(): ReactNode {
  const words = useWords(CUSTOMER_WORDS)
  const shell = useWords(SHELL_WORDS)
  const [address, change] = useAddress()
  const query = useQuery(wholeLedger(address.get('after')))
  return (
    <div className="page-customers">
      <Top title={shell.pages.ledger} />
      <div className="sec-h ledger-h">
        <h2>{words.ledger}</h2>
        <span className="note">{words.ledgerNote}</span>
      </div>
      <Loaded query={query} frame={<EntriesFrame ofAll />}>
        {({ items, next }) => (
          <Entries entries={items} next={next} ofAll onNext={(after) => change({ after })} />
        )}
      </Loaded>
    </div>
  )
}
