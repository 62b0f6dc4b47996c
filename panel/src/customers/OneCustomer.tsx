import { useQuery } from '@tanstack/react-query'
import type { ReactNode } from 'react'
import { Link } from 'wouter'
import { numberIn } from '../../../src/words/language.ts'
import { CUSTOMER_WORDS } from '../../../src/words/panel/customers.ts'
import { longDateIn } from '../../../src/words/panel/time.ts'
import { customerIn } from '../states/check-state.ts'
import { Loaded } from '../ui/Loaded.tsx'
import { useLanguage, useWords } from '../ui/language.tsx'
import { Opener } from '../ui/Opener.tsx'
import { useAsked } from '../ui/use-asked.ts'
import { useAddress } from '../ui/use-search.ts'
import { balanceOf, entriesOf, oneCustomer } from '../wire/money-queries.ts'
import { Entries, EntriesFrame } from './Entries.tsx'
import { ForgetCustomer } from './ForgetCustomer.tsx'
import { GrantCredits } from './GrantCredits.tsx'
import { Watches } from './Watches.tsx'

/** One customer: the balance as an equation, and every row of it. */
export function OneCustomer({ id }: { readonly id: string }): ReactNode {
  const words = useWords(CUSTOMER_WORDS)
  const { language } = useLanguage()
  const [address, change] = useAddress()
  const isForgetting = useAsked('forget', 'forgetCustomer')
  const isGranting = useAsked('grant', 'giveCredits')
  const customer = useQuery(oneCustomer(id))
  const balance = useQuery(balanceOf(id))
  const entries = useQuery(entriesOf(id, address.get('entries')))
  return (
    <Loaded query={customer}>
      {(one) => (
        <>
          <div className="sec who">
            <div className="row wrap">
              <h2 className="grow" dir="auto">
                {customerIn(words, { customer: one.id, customerName: one.name })}{' '}
                <span className="dim">
                  {one.id}, {words.from(longDateIn(language, new Date(one.createdAt)))},{' '}
                  {words.writes[one.language]}, {one.pays ? words.pays : words.free}
                </span>
              </h2>
              <Opener opens="giveCredits" icon="plus" onClick={() => change({ grant: '1' })}>
                {words.grant}
              </Opener>
              {one.id === 'house' ? null : (
                <Opener
                  opens="forgetCustomer"
                  look="danger"
                  onClick={() => change({ forget: '1' })}
                >
                  {words.forget}
                </Opener>
              )}
            </div>
            {balance.data === undefined ? null : (
              <div className="sums">
                <Sum value={balance.data.balance} name={words.toSpend} />
                <i>+</i>
                <Sum value={balance.data.held} name={words.held(balance.data.held)} />
                {balance.data.debt === 0 ? null : (
                  <>
                    <i>−</i>
                    <Sum value={balance.data.debt} name={words.debt} />
                  </>
                )}
              </div>
            )}
            <p className="small">
              <Link className="link" href={`/checks?state=all&customer=${encodeURIComponent(id)}`}>
                {words.checks}
              </Link>
            </p>
          </div>
          <Watches customer={id} />
          <div className="sec-h ledger-h">
            <h2>{words.ledger}</h2>
            <span className="note only-wide">{words.ledgerNote}</span>
          </div>
          <Loaded query={entries} frame={<EntriesFrame />}>
            {({ items, next }) => (
              <Entries entries={items} next={next} onNext={(to) => change({ entries: to })} />
            )}
          </Loaded>
          {isForgetting && one.id !== 'house' ? (
            <ForgetCustomer
              customer={one.id}
              name={one.name}
              onClose={() => change({ forget: null }, true)}
            />
          ) : null}
          {isGranting ? (
            <GrantCredits
              customer={one.id}
              name={one.name}
              onClose={() => change({ grant: null }, true)}
            />
          ) : null}
        </>
      )}
    </Loaded>
  )
}

function Sum({ value, name }: { readonly value: number; readonly name: string }): ReactNode {
  const { language } = useLanguage()
  return (
    <span>
      <b>{numberIn(language, value)}</b>
      {name}
    </span>
  )
}
