import { useQuery } from '@tanstack/react-query'
import { Fragment, type ReactNode, useCallback, useRef } from 'react'
import { Link } from 'wouter'
import { capital, numberIn } from '../../../src/words/language.ts'
import { ACCOUNT_WORDS } from '../../../src/words/panel/accounts.ts'
import { methodIn } from '../../../src/words/panel/methods.ts'
import { OVERVIEW_WORDS } from '../../../src/words/panel/overview.ts'
import { SHELL_WORDS } from '../../../src/words/panel/shell.ts'
import { decimalIn, momentIn, percentIn } from '../../../src/words/panel/time.ts'
import { Top } from '../frame/Top.tsx'
import '../style/page-accounts.css'
import { AddAccount } from '../acts/AddAccount.tsx'
import { GROUPS, type Group, inAll, standingIn } from '../states/account-state.ts'
import { ageIn, comesNextIn } from '../states/renewal.ts'
import { Bar, lookOf } from '../ui/Bar.tsx'
import { Empty } from '../ui/Empty.tsx'
import { colourOf, Glyph } from '../ui/Glyph.tsx'
import { Loaded } from '../ui/Loaded.tsx'
import { useLanguage, useWords } from '../ui/language.tsx'
import { MoreRows } from '../ui/MoreRows.tsx'
import { Moved } from '../ui/Moved.tsx'
import { Opener } from '../ui/Opener.tsx'
import { PageOver } from '../ui/PageOver.tsx'
import { Search } from '../ui/Search.tsx'
import { type Head, Table, TableWaiting } from '../ui/Table.tsx'
import { Tabs } from '../ui/Tabs.tsx'
import { useAsked } from '../ui/use-asked.ts'
import { useRows } from '../ui/use-rows.ts'
import { useAddress } from '../ui/use-search.ts'
import { useStill } from '../ui/use-still.ts'
import { oneAccount } from '../wire/account-queries.ts'
import { useNow } from '../wire/now.ts'
import { type Account, listAccounts } from '../wire/queries.ts'
import { Peek } from './Peek.tsx'

/** So many are looked through by eye. */
const BY_EYE_MAX = 40

/** Which can work? */
export function Accounts(): ReactNode {
  const words = useWords(ACCOUNT_WORDS)
  const shell = useWords(SHELL_WORDS)
  const own = useWords(OVERVIEW_WORDS)
  const { language } = useLanguage()
  const [address, change] = useAddress()
  const isAdding = useAsked('new', 'addAccount')
  const heads = useHeads()
  const chosen = GROUPS.find((group) => group === address.get('group')) ?? 'all'
  const q = address.get('q') ?? ''
  const after = address.get('after')
  const peek = address.get('peek')
  const query = useQuery(
    listAccounts({
      ...(q === '' ? {} : { q }),
      ...(chosen === 'all' ? {} : { group: chosen }),
      ...(after === null ? {} : { after }),
    }),
  )
  const listed = query.data?.items.find(({ account }) => account === peek)
  // Who is peeked at may stand on another page of the list.
  const beside = useQuery({
    ...oneAccount(peek ?? ''),
    enabled: peek !== null && query.data !== undefined && listed === undefined,
  })
  // While another page is on its way the former one is looked at: its rows hold still for it alone.
  const shown = useRef('')
  if (!query.isPlaceholderData) shown.current = `${chosen} ${q} ${after}`
  const choice = shown.current
  const peeked = peek === null ? undefined : (listed ?? beside.data)
  return (
    <div className="page-accounts">
      <Top title={shell.pages.accounts}>
        <Opener opens="addAccount" look="primary" icon="plus" onClick={() => change({ new: '1' })}>
          {words.add}
        </Opener>
      </Top>
      <Loaded
        query={query}
        frame={
          <>
            <Tools groups={null} chosen={chosen} q={q} />
            <TableWaiting heads={heads} rows={12} />
          </>
        }
      >
        {({ items, next, groups, requests, requestsMax }) => {
          const found = inAll(groups)
          if (found === 0 && q === '') {
            return (
              <Empty title={own.empty.title} means={own.empty.means}>
                <Opener opens="addAccount" look="primary" onClick={() => change({ new: '1' })}>
                  {words.add}
                </Opener>
              </Empty>
            )
          }
          return (
            <>
              <Tools groups={groups} chosen={chosen} q={q} />
              <div className={peeked === undefined ? '' : 'split'}>
                <div>
                  {items.length === 0 && after !== null ? (
                    <PageOver onStart={() => change({ after: null })} />
                  ) : items.length === 0 ? (
                    <p className="sec mid">{words.noneFound}</p>
                  ) : (
                    <AccountsTable
                      key={choice}
                      accounts={items}
                      counts={groups}
                      choice={choice}
                      requestsMax={requestsMax}
                      peeked={peeked?.account ?? null}
                    />
                  )}
                  <MoreRows next={next} onMore={(to) => change({ after: to })} />
                  {requestsMax === null ? null : (
                    <p className="foot">
                      {words.poolToday(
                        numberIn(language, requests),
                        numberIn(language, requestsMax * found),
                      )}
                    </p>
                  )}
                </div>
                {peeked === undefined ? null : (
                  <Peek
                    account={peeked}
                    requestsMax={requestsMax}
                    onClose={() => change({ peek: null })}
                  />
                )}
              </div>
            </>
          )
        }}
      </Loaded>
      {isAdding ? <AddAccount onClose={() => change({ new: null }, true)} /> : null}
    </div>
  )
}

type ToolsProps = {
  /** How many there are of each group; null while nobody has said it. */
  readonly groups: Readonly<Record<Group, number>> | null
  readonly chosen: Group | 'all'
  readonly q: string
}

/** Whom the list shows, and how keys go through it. */
function Tools({ groups, chosen, q }: ToolsProps): ReactNode {
  const words = useWords(ACCOUNT_WORDS)
  const shell = useWords(SHELL_WORDS)
  const { language } = useLanguage()
  const [, change] = useAddress()
  const search = useCallback((text: string) => change({ q: text, after: null }), [change])
  const found = groups === null ? 0 : inAll(groups)
  const said = (count: number) => (groups === null ? {} : { count: numberIn(language, count) })
  return (
    <div className="tools">
      <Tabs
        label={shell.pages.accounts}
        chosen={chosen}
        onChoose={(group) => change({ group: group === 'all' ? null : group, after: null })}
        tabs={[
          { key: 'all', name: words.tabs.all, ...said(found) },
          ...GROUPS.map((group) => ({
            key: group,
            name: words.groups[group],
            ...said(groups?.[group] ?? 0),
          })),
        ]}
      />
      <span className="grow" />
      {found > BY_EYE_MAX || q !== '' ? (
        <Search label={words.columns.account} value={q} onSearch={search} />
      ) : null}
      <span className="small dim only-wide">
        <kbd className="kbd">J</kbd> <kbd className="kbd">K</kbd> {shell.keys.move}{' '}
        <kbd className="kbd">Space</kbd> {shell.keys.peek}
      </span>
    </div>
  )
}

function useHeads(): readonly Head[] {
  const { columns } = useWords(ACCOUNT_WORDS)
  return [
    [columns.account, '', 18],
    [columns.standing, 'p2', 14],
    [columns.session, 'p3', 9],
    [columns.age, 'num', 6],
    [columns.verified, 'num p3', 5],
    [columns.next, 'num p2', 10],
    [columns.requests, 'p2', 15],
    [columns.pace, 'num p3', 4],
    [columns.success, 'num p3', 8],
  ]
}

type TableProps = {
  readonly accounts: readonly Account[]
  /** How many there are of each group, on this page and on others. */
  readonly counts: Readonly<Record<Group, number>>
  /** What is looked at: another choice is another list. */
  readonly choice: string
  readonly requestsMax: number | null
  readonly peeked: string | null
}

function AccountsTable({ accounts, counts, choice, requestsMax, peeked }: TableProps): ReactNode {
  const words = useWords(ACCOUNT_WORDS)
  const { language } = useLanguage()
  const [, change] = useAddress()
  const heads = useHeads()
  const known = GROUPS.map((group) => ({
    group,
    rows: accounts.filter((account) => account.group === group),
  }))
  const { groups, moved, show, hold } = useStill(known, ({ account }) => account, choice)
  const order = groups.flatMap(({ rows }) => rows)
  const walk = useRows((at) => change({ peek: order[at]?.account ?? null }, true))
  return (
    <>
      <Table heads={heads} {...walk} {...hold}>
        {groups.map(({ group, rows }) =>
          rows.length === 0 ? null : (
            <Fragment key={group}>
              <tr className="group">
                <td colSpan={9}>
                  {words.groups[group]} <span>{numberIn(language, counts[group])}</span>
                </td>
              </tr>
              {rows.map((account) => (
                <Row
                  key={account.account}
                  account={account}
                  requestsMax={requestsMax}
                  selected={peeked === account.account}
                />
              ))}
            </Fragment>
          ),
        )}
      </Table>
      <Moved moved={moved} show={show} />
    </>
  )
}

type RowProps = Pick<TableProps, 'requestsMax'> & {
  readonly account: Account
  readonly selected: boolean
}

function Row({ account, requestsMax: max, selected }: RowProps): ReactNode {
  const words = useWords(ACCOUNT_WORDS)
  const own = useWords(OVERVIEW_WORDS)
  const { language } = useLanguage()
  const now = useNow()
  const { state, requests: asked } = account
  const { version, method, lastVerifiedAt, checkRate, paceFactor } = account
  const says = words.state[state]
  return (
    <tr aria-selected={selected} className={state === 'human' ? 'hot' : ''}>
      <td className="main-cell">
        <Link className="row" href={`/accounts/${account.account}`}>
          <Glyph state={state} label={says} />
          <span className={state === 'human' ? 'cut strong' : 'cut'}>{account.account}</span>
        </Link>
        <span className="sub" dir="auto">
          {capital(account.standingWhy ?? account.restingWhy ?? says)}
        </span>
      </td>
      <td className="p2">
        {state === 'human' ? (
          <span className="chip human-f">{says}</span>
        ) : (
          <span className={state === 'healthy' ? 'mid' : colourOf(state)}>
            {standingIn(words, account)}
          </span>
        )}
      </td>
      <td className="p3 mid">
        {version === null ? '—' : words.session(version, methodIn(language, method ?? ''))}
      </td>
      <td className="num" data-head={words.columns.age}>
        {ageIn(language, account, now)}
      </td>
      <td className="num p3">
        {lastVerifiedAt === null ? '—' : momentIn(language, new Date(lastVerifiedAt), now)}
      </td>
      <td className={`num p2 ${state === 'healthy' ? '' : colourOf(state)}`}>
        {comesNextIn(language, own.lives, account, now)}
      </td>
      <td className="p2">
        <span className="meter">
          {max === null ? <span /> : <Bar value={asked} max={max} look={lookOf(asked, max)} />}
          <span className="num">{numberIn(language, asked)}</span>
        </span>
      </td>
      <td className={paceFactor > 1 ? 'num p3 throttled' : 'num p3 dim'}>
        {paceFactor > 1 ? words.slower(decimalIn(language, paceFactor, 1)) : words.full}
      </td>
      <td className="num p3">{checkRate === null ? '—' : percentIn(language, checkRate)}</td>
    </tr>
  )
}
