import { useQuery } from '@tanstack/react-query'
import { type ReactNode, useState } from 'react'
import { Link, useLocation, useParams } from 'wouter'
import { numberIn } from '../../../src/words/language.ts'
import { CHANGES_WORDS } from '../../../src/words/panel/changes.ts'
import { RESULT_WORDS } from '../../../src/words/panel/result.ts'
import { SHELL_WORDS } from '../../../src/words/panel/shell.ts'
import { Top } from '../frame/Top.tsx'
import { PeopleList } from '../people/PeopleList.tsx'
import { type LoadPage, useHeard, usePeople } from '../people/people-source.ts'
import { type Share, ShareChoice, takenBy } from '../people/Share.tsx'
import '../style/page-lists.css'
import { Empty } from '../ui/Empty.tsx'
import { Loaded } from '../ui/Loaded.tsx'
import { useLanguage, useWords } from '../ui/language.tsx'
import { OpenerLink } from '../ui/Opener.tsx'
import { Search } from '../ui/Search.tsx'
import { Tabs } from '../ui/Tabs.tsx'
import { Trouble } from '../ui/Trouble.tsx'
import { useAddress } from '../ui/use-search.ts'
import { findsSome, type PeopleFilter } from '../wire/people-query.ts'
import { type CheckDetail, oneCheck } from '../wire/queries.ts'
import {
  downloadOf,
  type ListName,
  pageOfList,
  type Result,
  resultOf,
} from '../wire/result-queries.ts'

const LISTS = [
  'not-following-back',
  'fans',
  'mutual',
  'gained',
  'lost',
  'not-seen',
  'renamed',
  'followers',
  'following',
] as const
const ROW_PX = 48
/** Counting so many is noticed. */
const LONG = 50_000

/** The people in a check's lists: found, filtered, sorted and taken away. */
export function Lists(): ReactNode {
  const { id = '', kind = '' } = useParams<{ id: string; kind: string }>()
  const shell = useWords(SHELL_WORDS)
  const words = useWords(RESULT_WORDS)
  const changes = useWords(CHANGES_WORDS)
  const { language } = useLanguage()
  const [, go] = useLocation()
  const list: ListName = LISTS.find((name) => name === kind) ?? 'not-following-back'
  const check = useQuery(oneCheck(id))
  const result = useQuery(resultOf(id))
  const target = check.data === undefined ? '' : `@${check.data.targetNow ?? check.data.target}`
  const people =
    check.data === undefined ? 0 : check.data.followers.collected + check.data.following.collected
  const counted = people < LONG ? undefined : words.counting(numberIn(language, people))
  return (
    <div className="page-lists">
      <Top
        title={words.lists[list]}
        name={`${words.lists[list]} ${target}`}
        crumb={
          <>
            <Link href="/checks">{shell.pages.checks}</Link>
            <Link href={`/checks/${id}`}>{target === '' ? id : target}</Link>
          </>
        }
      />
      <Loaded query={result} rows={14} long={counted}>
        {(figures) => (
          <>
            <div className="tools">
              <Tabs
                label={words.listsLabel}
                chosen={list}
                onChoose={(name) => go(`/checks/${id}/lists/${name}`)}
                tabs={LISTS.filter((name) => figures.counts[name] !== undefined).map((name) => ({
                  key: name,
                  name: words.lists[name],
                  count: countWords(
                    figures,
                    name,
                    (count) => numberIn(language, count),
                    words.notSaid,
                  ),
                }))}
              />
            </div>
            {figures.counts[list] === undefined ? (
              <Empty title={words.notSaid} means={changes.first}>
                <CheckAgain check={check.data} />
              </Empty>
            ) : (
              <People id={id} list={list} count={figures.counts[list]} check={check.data} />
            )}
          </>
        )}
      </Loaded>
    </div>
  )
}

function countWords(
  figures: Result,
  list: ListName,
  say: (count: number) => string,
  notSaid: string,
): string {
  const count = figures.counts[list]
  if (count === undefined || count.omitted !== null) return notSaid
  if (count.count !== null) return say(count.count)
  return count.atLeast === null ? '' : `≥ ${say(count.atLeast)}`
}

type PeopleProps = {
  readonly id: string
  readonly list: ListName
  readonly count: NonNullable<Result['counts'][ListName]>
  readonly check: CheckDetail | undefined
}

function People({ id, list, count, check }: PeopleProps): ReactNode {
  const words = useWords(RESULT_WORDS)
  const { language } = useLanguage()
  const [address, change] = useAddress()
  const filter = filterIn(address)
  const filtered = findsSome(filter)
  const [share, setShare] = useState<Share>('found')
  const known = count.count ?? count.atLeast ?? null
  const key = JSON.stringify([id, list, filter])
  const load: LoadPage = (place, signal) => pageOfList(id, list, filter, place, signal)
  const source = usePeople(key, load, filtered ? null : known)
  useHeard(source, (list) => list.version())
  if (count.omitted) {
    return (
      <Empty title={words.notSaid} means={words.omitted(count.omitted.list, count.omitted.because)}>
        <CheckAgain check={check} />
      </Empty>
    )
  }
  const flip = (name: 'private' | 'verified'): void =>
    change({ [name]: filter[name] ? null : '1' }, true)
  const sorted = filter.sort ?? source.sort ?? 'name'
  const found = filtered ? source.foundIn(language) : null
  const taken = takenBy(share, filter)
  return (
    <>
      <div className="tools">
        <Search
          label={words.search}
          value={filter.q}
          onSearch={(text) => change({ q: text }, true)}
        />
        <button
          className="btn"
          type="button"
          aria-pressed={filter.private}
          onClick={() => flip('private')}
        >
          {words.private}
        </button>
        <button
          className="btn"
          type="button"
          aria-pressed={filter.verified}
          onClick={() => flip('verified')}
        >
          {words.verified}
        </button>
        <button
          className="btn"
          type="button"
          onClick={() => change({ sort: sorted === 'key' ? 'name' : 'key' }, true)}
        >
          {sorted === 'key' ? words.byOrder : words.byName}
        </button>
        <span className="small dim" role="status">
          {found !== null && known !== null ? words.shown(found, numberIn(language, known)) : null}
        </span>
        <span className="grow" />
        <span className="row wrap exports">
          <ShareChoice {...{ filter, found, known }} chosen={share} onChoose={setShare} />
          {(['xlsx', 'csv', 'ndjson'] as const).map((format) => (
            <a key={format} className="btn" href={downloadOf(id, list, taken, format)} download>
              {format.toUpperCase()}
            </a>
          ))}
        </span>
      </div>
      {source.error !== null ? <Trouble error={source.error} /> : null}
      {source.count === 0 ? (
        <p className="sec mid">{filtered ? words.noneFound : words.nobody[list]}</p>
      ) : null}
      <p className="on-paper">{words.onPaper}</p>
      <PeopleList source={source} rowPx={ROW_PX} label={words.lists[list]} words={words} />
    </>
  )
}

/** The way to an order of the same check, for the same customer. */
function CheckAgain({ check }: { readonly check: CheckDetail | undefined }): ReactNode {
  const { again } = useWords(RESULT_WORDS)
  if (check === undefined) return null
  const { target, targetNow, customer } = check
  const order = new URLSearchParams({ new: '1', of: targetNow ?? target })
  if (customer !== 'house') order.set('for', customer)
  return (
    <OpenerLink opens="orderCheck" href={`/checks?${order}`}>
      {again}
    </OpenerLink>
  )
}

function filterIn(address: URLSearchParams): PeopleFilter {
  const sort = address.get('sort')
  return {
    q: address.get('q') ?? '',
    private: address.has('private'),
    verified: address.has('verified'),
    sort: sort === 'name' || sort === 'key' ? sort : null,
  }
}
