import { useQuery } from '@tanstack/react-query'
import { type ReactNode, useCallback } from 'react'
import { numberIn } from '../../../src/words/language.ts'
import { CHECK_WORDS } from '../../../src/words/panel/checks.ts'
import { SHELL_WORDS } from '../../../src/words/panel/shell.ts'
import { Top } from '../frame/Top.tsx'
import '../style/page-checks.css'
import { Button } from '../ui/Button.tsx'
import { Empty } from '../ui/Empty.tsx'
import { Glyph } from '../ui/Glyph.tsx'
import { Loaded } from '../ui/Loaded.tsx'
import { useLanguage, useWords } from '../ui/language.tsx'
import { MoreRows } from '../ui/MoreRows.tsx'
import { Opener } from '../ui/Opener.tsx'
import { Search } from '../ui/Search.tsx'
import { Tabs } from '../ui/Tabs.tsx'
import { useAsked } from '../ui/use-asked.ts'
import { useAddress } from '../ui/use-search.ts'
import { checkCounts, listChecks, useWithRunning } from '../wire/queries.ts'
import { ChecksFrame, ChecksTable } from './ChecksTable.tsx'
import { OrderCheck } from './OrderCheck.tsx'

const FUNNEL = ['queued', 'running', 'parked', 'completed', 'incomplete', 'failed'] as const
const PAGE = 100

/** What is being read, what is parked and why? */
export function Checks(): ReactNode {
  const words = useWords(CHECK_WORDS)
  const shell = useWords(SHELL_WORDS)
  const [address, change] = useAddress()
  const isOrdering = useAsked('new', 'orderCheck')
  const state = address.get('state') ?? 'open'
  const target = address.get('q') ?? ''
  const customer = address.get('customer')
  const after = address.get('after')
  const query = useQuery(
    listChecks({
      limit: PAGE,
      ...(state === 'all' ? {} : { state: asked(state) }),
      ...(target === '' ? {} : { target }),
      ...(customer === null ? {} : { customer }),
      ...(after === null ? {} : { after }),
    }),
  )
  // The first page of all that are open has what is being read, too.
  const isWhole = state === 'open' && target === '' && customer === null
  const shown = useWithRunning(query.data, isWhole && after === null)
  const counts = useQuery(checkCounts())
  const search = useCallback((text: string) => change({ q: text, after: null }), [change])
  const nothing = <Nothing target={target} state={customer === null ? state : null} />
  const choose = (to: string): void => change({ state: to === 'open' ? null : to, after: null })
  return (
    <div className="page-checks">
      <Top title={shell.pages.checks}>
        <Opener
          opens="orderCheck"
          look="primary"
          icon="plus"
          hint="N"
          onClick={() => change({ new: '1' })}
        >
          {words.order}
        </Opener>
      </Top>
      <Funnel chosen={state} onChoose={choose} />
      <div className="tools">
        <Tabs
          label={shell.pages.checks}
          chosen={state}
          onChoose={choose}
          tabs={(['open', 'finished', 'failed', 'all'] as const).map((key) => ({
            key,
            name: words.tabs[key],
          }))}
        />
        {customer === null ? null : (
          <Button icon="close" onClick={() => change({ customer: null, after: null })}>
            <span className="cut" dir="auto">
              {words.onlyOf(customer === 'house' ? words.house : customer)}
            </span>
          </Button>
        )}
        <span className="grow" />
        <Search label={words.search} value={target} onSearch={search} />
      </div>
      <Loaded
        query={{ ...query, data: shown }}
        frame={<ChecksFrame grouped={state === 'open'} />}
        none={target === '' ? undefined : nothing}
      >
        {({ items, next }) => (
          <>
            {items.length === 0 ? (
              nothing
            ) : (
              <ChecksTable
                checks={items}
                grouped={state === 'open'}
                totals={next === null && after === null ? null : isWhole ? counts.data : undefined}
                choice={address.toString()}
              />
            )}
            <MoreRows next={next} onMore={(after) => change({ after })} />
          </>
        )}
      </Loaded>
      {isOrdering ? (
        <OrderCheck
          of={address.get('of') ?? ''}
          forWhom={address.get('for') ?? ''}
          onClose={() => change({ new: null, of: null, for: null }, true)}
        />
      ) : null}
    </div>
  )
}

type NothingProps = {
  readonly target: string
  /** The state that was asked for, of all customers; null for those of one. */
  readonly state: string | null
}

function Nothing({ target, state }: NothingProps): ReactNode {
  const words = useWords(CHECK_WORDS)
  const shell = useWords(SHELL_WORDS)
  const [, change] = useAddress()
  if (target === '' && (state === 'open' || state === 'all')) {
    const { title, means } = state === 'open' ? words.noneOpen : words.noneAtAll
    return (
      <Empty title={title} means={means}>
        <Opener opens="orderCheck" look="primary" onClick={() => change({ new: '1' })}>
          {words.order}
        </Opener>
      </Empty>
    )
  }
  return (
    <Empty
      title={target === '' ? shell.nothingFound : words.found(target)}
      means={target === '' ? words.noneOfKind : words.foundMeans}
    >
      <Button onClick={() => change({ q: null, state: null, customer: null, after: null })}>
        {shell.clearFilter}
      </Button>
    </Empty>
  )
}

type FunnelProps = { readonly chosen: string; readonly onChoose: (state: string) => void }

/** The six ways a check can be, each a filter. */
function Funnel({ chosen, onChoose }: FunnelProps): ReactNode {
  const words = useWords(CHECK_WORDS)
  const { language } = useLanguage()
  const counts = useQuery(checkCounts())
  return (
    <div className="funnel">
      {FUNNEL.map((state) => (
        <button
          key={state}
          type="button"
          aria-pressed={chosen === state}
          onClick={() => onChoose(chosen === state ? 'open' : state)}
        >
          <Glyph state={state === 'completed' ? 'done' : state} />
          <span>{words.state[state]}</span>
          <b>
            {counts.isPending ? <i className="sk" /> : null}
            {counts.data === undefined ? '\u00a0' : numberIn(language, counts.data[state])}
          </b>
          <small>{words.counts[state]}</small>
        </button>
      ))}
    </div>
  )
}

const STATES = [
  'incomplete',
  'queued',
  'running',
  'parked',
  'completed',
  'failed',
  'cancelled',
  'finished',
] as const

function asked(state: string): (typeof STATES)[number] | 'open' {
  return STATES.find((one) => one === state) ?? 'open'
}
