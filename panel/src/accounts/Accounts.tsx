import { useQuery } from '@tanstack/react-query'
import { Fragment, type ReactNode, useCallback, useState } from 'react'
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
import { GROUPS, type Group, groupOf, standingIn, stateOfAccount } from '../states/account-state.ts'
import { ageIn, comesNextIn } from '../states/renewal.ts'
import { Bar, lookOf } from '../ui/Bar.tsx'
import { Button } from '../ui/Button.tsx'
import { Empty } from '../ui/Empty.tsx'
import { colourOf, Glyph } from '../ui/Glyph.tsx'
import { Loaded } from '../ui/Loaded.tsx'
import { useLanguage, useWords } from '../ui/language.tsx'
import { Moved } from '../ui/Moved.tsx'
import { Search } from '../ui/Search.tsx'
import { Tabs } from '../ui/Tabs.tsx'
import { useRows } from '../ui/use-rows.ts'
import { useAddress } from '../ui/use-search.ts'
import { useStill } from '../ui/use-still.ts'
import { waitingDialogues } from '../wire/dialogue-queries.ts'
import { useNow } from '../wire/now.ts'
import { type Account, type History, sessionHistory, sessionStatus } from '../wire/queries.ts'
import { Peek } from './Peek.tsx'

/** So many are looked through by eye. */
const BY_EYE_MAX = 40
/** Rows that are drawn at first: more than that nobody reads from top to bottom. */
const ROWS = 200

/** Which can work? */
export function Accounts(): ReactNode {
  const words = useWords(ACCOUNT_WORDS)
  const shell = useWords(SHELL_WORDS)
  const own = useWords(OVERVIEW_WORDS)
  const { language } = useLanguage()
  const [address, change] = useAddress()
  const query = useQuery(sessionStatus())
  const history = useQuery(sessionHistory(7))
  const dialogues = useQuery(waitingDialogues())
  const waiting = new Set((dialogues.data?.items ?? []).map(({ account }) => account))
  const accounts = query.data?.accounts ?? []
  const chosen = address.get('group') ?? 'all'
  const q = address.get('q') ?? ''
  const search = useCallback((text: string) => change({ q: text }), [change])
  const peeked = accounts.find(({ account }) => account === address.get('peek'))
  // What closes by itself in some minutes stands above what waits for days.
  const isLast = ({ account }: Account): number => (waiting.has(account) ? 0 : 1)
  const inGroup = (group: Group): readonly Account[] =>
    accounts
      .filter((account) => groupOf(account, waiting) === group && isFound(account, q))
      .sort((one, other) => isLast(one) - isLast(other))
  const groups = GROUPS.filter((group) => chosen === 'all' || chosen === group).map((group) => ({
    group,
    rows: inGroup(group),
  }))
  const used = (history.data?.requests ?? []).reduce((sum, { requests }) => sum + requests, 0)
  const max = (history.data?.requestsMax ?? 0) * accounts.length
  return (
    <div className="page-accounts">
      <Top title={shell.pages.accounts}>
        <Button look="primary" icon="plus" onClick={() => change({ new: '1' })}>
          {words.add}
        </Button>
      </Top>
      <Loaded query={query} rows={12}>
        {() =>
          accounts.length === 0 ? (
            <Empty title={own.empty.title} means={own.empty.means}>
              <Button look="primary" onClick={() => change({ new: '1' })}>
                {words.add}
              </Button>
            </Empty>
          ) : (
            <>
              <div className="tools">
                <Tabs
                  label={shell.pages.accounts}
                  chosen={chosen}
                  onChoose={(group) => change({ group: group === 'all' ? null : group })}
                  tabs={[
                    {
                      key: 'all',
                      name: words.tabs.all,
                      count: numberIn(language, accounts.filter((one) => isFound(one, q)).length),
                    },
                    ...GROUPS.map((group) => ({
                      key: group,
                      name: words.groups[group],
                      count: numberIn(language, inGroup(group).length),
                    })),
                  ]}
                />
                <span className="grow" />
                {accounts.length > BY_EYE_MAX || q !== '' ? (
                  <Search label={words.columns.account} value={q} onSearch={search} />
                ) : null}
                <span className="small dim only-wide">
                  <kbd className="kbd">J</kbd> <kbd className="kbd">K</kbd> {shell.keys.move}{' '}
                  <kbd className="kbd">Space</kbd> {shell.keys.peek}
                </span>
              </div>
              <div className={peeked === undefined ? '' : 'split'}>
                <div>
                  <Table
                    known={groups}
                    key={`${chosen} ${q}`}
                    choice={chosen}
                    waiting={waiting}
                    history={history.data}
                    peeked={peeked?.account ?? null}
                  />
                  {max === 0 ? null : (
                    <p className="foot">
                      {words.poolToday(numberIn(language, used), numberIn(language, max))}
                    </p>
                  )}
                </div>
                {peeked === undefined ? null : (
                  <Peek
                    account={peeked}
                    state={stateOfAccount(peeked, waiting)}
                    history={history.data}
                    onClose={() => change({ peek: null })}
                  />
                )}
              </div>
            </>
          )
        }
      </Loaded>
      {address.has('new') ? <AddAccount onClose={() => change({ new: null }, true)} /> : null}
    </div>
  )
}

function isFound({ account }: Account, q: string): boolean {
  return account.includes(q.trim().replace(/^@/, '').toLowerCase())
}

type TableProps = {
  readonly known: readonly { readonly group: Group; readonly rows: readonly Account[] }[]
  /** What is looked at: another choice is another list. */
  readonly choice: string
  readonly waiting: ReadonlySet<string>
  readonly history: History | undefined
  readonly peeked: string | null
}

function Table({ known, choice, waiting, history, peeked }: TableProps): ReactNode {
  const words = useWords(ACCOUNT_WORDS)
  const shell = useWords(SHELL_WORDS)
  const { language } = useLanguage()
  const [, change] = useAddress()
  const { groups, moved, show, hold } = useStill(known, ({ account }) => account, choice)
  const [rowsMax, setRowsMax] = useState(ROWS)
  const order = groups.flatMap(({ rows }) => rows)
  const drawn = new Set(order.slice(0, rowsMax))
  const walk = useRows((at) => change({ peek: order[at]?.account ?? null }, true))
  if (order.length === 0) return <p className="sec mid">{words.noneFound}</p>
  return (
    <>
      <table className="tbl" {...walk} {...hold}>
        <thead>
          <tr>
            <th>{words.columns.account}</th>
            <th className="p2">{words.columns.standing}</th>
            <th className="p3">{words.columns.session}</th>
            <th className="num p2">{words.columns.age}</th>
            <th className="num p3">{words.columns.verified}</th>
            <th className="num p2">{words.columns.next}</th>
            <th className="p2">{words.columns.requests}</th>
            <th className="num p3">{words.columns.pace}</th>
            <th className="num p3">{words.columns.success}</th>
          </tr>
        </thead>
        <tbody>
          {groups.map(({ group, rows }) =>
            rows.length === 0 ? null : (
              <Fragment key={group}>
                <tr className="group">
                  <td colSpan={9}>
                    {words.groups[group]} <span>{numberIn(language, rows.length)}</span>
                  </td>
                </tr>
                {rows
                  .filter((account) => drawn.has(account))
                  .map((account) => (
                    <Row
                      key={account.account}
                      account={account}
                      waiting={waiting}
                      history={history}
                      selected={peeked === account.account}
                    />
                  ))}
              </Fragment>
            ),
          )}
        </tbody>
      </table>
      {order.length <= rowsMax ? null : (
        <div className="foot">
          <Button onClick={() => setRowsMax(rowsMax + ROWS)}>{shell.moreRows}</Button>
        </div>
      )}
      <Moved moved={moved} show={show} />
    </>
  )
}

type RowProps = Pick<TableProps, 'waiting' | 'history'> & {
  readonly account: Account
  readonly selected: boolean
}

function Row({ account, waiting, history, selected }: RowProps): ReactNode {
  const words = useWords(ACCOUNT_WORDS)
  const own = useWords(OVERVIEW_WORDS)
  const { language } = useLanguage()
  const now = useNow()
  const state = stateOfAccount(account, waiting)
  const asked = history?.requests.find((one) => one.account === account.account)?.requests ?? 0
  const max = history?.requestsMax ?? null
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
            {standingIn(words, account, state)}
          </span>
        )}
      </td>
      <td className="p3 mid">
        {version === null ? '—' : words.session(version, methodIn(language, method ?? ''))}
      </td>
      <td className="num">{ageIn(language, account, state)}</td>
      <td className="num p3">
        {lastVerifiedAt === null ? '—' : momentIn(language, new Date(lastVerifiedAt), now)}
      </td>
      <td className={`num p2 ${state === 'healthy' ? '' : colourOf(state)}`}>
        {comesNextIn(language, own.lives, account, state, now)}
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
