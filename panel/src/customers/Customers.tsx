import { useQuery } from '@tanstack/react-query'
import { type ReactNode, useCallback } from 'react'
import { useLocation, useParams } from 'wouter'
import { numberIn } from '../../../src/words/language.ts'
import { CUSTOMER_WORDS } from '../../../src/words/panel/customers.ts'
import { SHELL_WORDS } from '../../../src/words/panel/shell.ts'
import { Top } from '../frame/Top.tsx'
import '../style/page-customers.css'
import { customerIn } from '../states/check-state.ts'
import { Button } from '../ui/Button.tsx'
import { Empty } from '../ui/Empty.tsx'
import { Loaded } from '../ui/Loaded.tsx'
import { useLanguage, useWords } from '../ui/language.tsx'
import { MoreRows } from '../ui/MoreRows.tsx'
import { Opener } from '../ui/Opener.tsx'
import { Search } from '../ui/Search.tsx'
import { type Head, Table, TableWaiting } from '../ui/Table.tsx'
import { useAsked } from '../ui/use-asked.ts'
import { useRows } from '../ui/use-rows.ts'
import { nameIn, useAddress } from '../ui/use-search.ts'
import { type Customer, listCustomers } from '../wire/money-queries.ts'
import { AddCustomer } from './AddCustomer.tsx'
import { Money } from './Money.tsx'
import { OneCustomer } from './OneCustomer.tsx'

/** What does this customer have, and why? */
export function Customers(): ReactNode {
  const { id } = useParams<{ id?: string }>()
  const words = useWords(CUSTOMER_WORDS)
  const shell = useWords(SHELL_WORDS)
  const [address, change] = useAddress()
  const q = address.get('q') ?? ''
  const after = address.get('after')
  const query = useQuery(listCustomers(q, after))
  const search = useCallback((text: string) => change({ q: text, after: null }), [change])
  const heads = useHeads()
  const chosen = id === undefined ? null : nameIn(id)
  const isAdding = useAsked('new', 'addCustomer')
  const isGranting = useAsked('grant', 'giveCredits')
  return (
    <div className="page-customers">
      <Top
        title={shell.pages.customers}
        {...(chosen === null ? {} : { name: customerIn(words, { customer: chosen }) })}
      >
        <Opener opens="addCustomer" look="primary" icon="plus" onClick={() => change({ new: '1' })}>
          {words.add}
        </Opener>
      </Top>
      <Money />
      <div className="split">
        <section className={chosen === null ? 'left' : 'left beside'}>
          <div className="tools">
            <Search label={words.search} value={q} onSearch={search} />
          </div>
          <Loaded query={query} frame={<TableWaiting heads={heads} slim rows={14} />}>
            {({ items, next }) => (
              <>
                {items.length === 0 ? (
                  <Empty
                    title={q === '' ? words.noneTitle : words.notFound(q)}
                    means={words.noneMeans}
                  >
                    {q === '' ? null : (
                      <Button onClick={() => change({ q: null })}>{shell.clearFilter}</Button>
                    )}
                  </Empty>
                ) : (
                  <CustomersTable customers={items} chosen={chosen} isGranting={isGranting} />
                )}
                <MoreRows next={next} onMore={(after) => change({ after })} />
              </>
            )}
          </Loaded>
        </section>
        <section className="right">
          {chosen === null ? (
            <p className="sec mid">{isGranting ? words.chooseToGrant : words.choose}</p>
          ) : (
            <OneCustomer key={chosen} id={chosen} />
          )}
        </section>
      </div>
      {isAdding ? <AddCustomer onClose={() => change({ new: null }, true)} /> : null}
    </div>
  )
}

function useHeads(): readonly Head[] {
  const { columns } = useWords(CUSTOMER_WORDS)
  return [
    [columns.customer, '', 16],
    [columns.by, 'p2', 6],
    [columns.toSpend, 'num', 6],
    [columns.open, 'num p2', 4],
  ]
}

type TableProps = {
  readonly customers: readonly Customer[]
  readonly chosen: string | null
  /** Whether whoever is chosen is to get credits, as the palette was asked. */
  readonly isGranting: boolean
}

function CustomersTable({ customers, chosen, isGranting }: TableProps): ReactNode {
  const words = useWords(CUSTOMER_WORDS)
  const { language } = useLanguage()
  const [, go] = useLocation()
  const open = (at: number): void => {
    const customer = customers[at]
    if (customer) go(addressOf(customer))
  }
  const addressOf = ({ id }: Customer): string =>
    `/customers/${encodeURIComponent(id)}${isGranting ? '?grant=1' : ''}`
  const walk = useRows(open)
  return (
    <Table heads={useHeads()} slim {...walk}>
      {customers.map((customer, at) => (
        <tr key={customer.id} aria-selected={customer.id === chosen}>
          <td className="main-cell">
            <a
              href={addressOf(customer)}
              dir="auto"
              onClick={(event) => {
                event.preventDefault()
                open(at)
              }}
            >
              {customerIn(words, { customer: customer.id, customerName: customer.name })}
            </a>
          </td>
          <td className="p2 dim">{cameBy(customer)}</td>
          <td className="num" data-head={words.columns.toSpend}>
            {numberIn(language, customer.balance - customer.debt)}
          </td>
          <td className="num p2">{customer.openChecks === 0 ? '·' : customer.openChecks}</td>
        </tr>
      ))}
    </Table>
  )
}

/** By what he orders; the house does here. */
function cameBy({ id }: Customer): string {
  if (id === 'house') return '—'
  return id.startsWith('tg:') ? 'Telegram' : 'API'
}
