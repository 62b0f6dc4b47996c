import { type ReactNode, useCallback, useEffect, useMemo, useState } from 'react'
import { numberIn } from '../../../src/words/language.ts'
import { RESULT_WORDS } from '../../../src/words/panel/result.ts'
import { PeopleList } from '../people/PeopleList.tsx'
import { type Person, usePeople } from '../people/people-source.ts'
import { Button } from '../ui/Button.tsx'
import { Icon } from '../ui/Icon.tsx'
import { useLanguage, useWords } from '../ui/language.tsx'
import { Search } from '../ui/Search.tsx'
import {
  type Figures,
  type Filter,
  isCustomer,
  type ListName,
  type Proof,
  peopleOf,
} from './ask.ts'
import { ignore, readIgnored } from './ignored.ts'

const ROW_PX = 56

type Props = {
  readonly proof: Proof
  readonly check: string
  readonly list: ListName
  readonly figures: Figures
}

/** One list: found, filtered, sorted; who is ignored is dimmed. */
export function Lists({ proof, check, list, figures }: Props): ReactNode {
  const words = useWords(RESULT_WORDS)
  const { language } = useLanguage()
  const [filter, setFilter] = useState<Filter>({
    q: '',
    private: false,
    verified: false,
    sort: null,
  })
  const target = figures.target.key ?? figures.target.username
  const [ignored, setIgnored] = useState<ReadonlySet<string>>(new Set())
  const [last, setLast] = useState<Person | null>(null)
  const [failed, setFailed] = useState(false)
  useEffect(() => {
    const control = new AbortController()
    readIgnored(proof, target, control.signal).then(setIgnored, () => undefined)
    return () => control.abort()
  }, [proof, target])
  const count = figures.counts[list]
  const known = count?.count ?? count?.atLeast ?? null
  const filtered = filter.q !== '' || filter.private || filter.verified
  const wanted = useMemo(() => ({ check, name: list, filter }), [check, list, filter])
  const load = useCallback(
    (place: Parameters<typeof peopleOf>[2], signal: AbortSignal) =>
      peopleOf(proof, wanted, place, signal),
    [proof, wanted],
  )
  const source = usePeople(JSON.stringify(wanted), load, filtered ? null : known)
  const search = useCallback((q: string) => setFilter((now) => ({ ...now, q })), [])
  const change = async (person: Person, isIgnored: boolean): Promise<void> => {
    try {
      await ignore(proof, target, person, isIgnored)
    } catch {
      setFailed(true)
      return
    }
    const next = new Set(ignored)
    if (isIgnored) next.add(keyOf(person))
    else next.delete(keyOf(person))
    setFailed(false)
    setIgnored(next)
    setLast(isIgnored ? person : null)
  }
  const hidden = isCustomer(proof) ? (count?.hidden ?? 0) : ignored.size
  const sorted = filter.sort ?? source.sort ?? 'name'
  const keyOf = ({ key, username }: Person): string => key ?? username
  if (count === undefined || count.omitted !== null) {
    return (
      <div className="withheld">
        <h2>{words.notSaid}</h2>
        <p className="mid">
          {count?.omitted
            ? words.omitted(count.omitted.list, count.omitted.because)
            : words.firstTime}
        </p>
      </div>
    )
  }
  return (
    <>
      <div className="find">
        <Search label={words.search} value={filter.q} onSearch={search} />
        <Button
          className="chipb"
          icon="lock"
          aria-pressed={filter.private}
          onClick={() => setFilter({ ...filter, private: !filter.private })}
        >
          {words.private}
        </Button>
        <Button
          className="chipb"
          icon="verified"
          aria-pressed={filter.verified}
          onClick={() => setFilter({ ...filter, verified: !filter.verified })}
        >
          {words.verified}
        </Button>
        <Button
          className="chipb sortb"
          icon="sort"
          onClick={() => setFilter({ ...filter, sort: sorted === 'key' ? 'name' : 'key' })}
        >
          <span>{sorted === 'key' ? words.byOrder : words.byName}</span>
        </Button>
      </div>
      <p className="found small dim" role="status">
        {filtered && known !== null
          ? words.shown(
              numberIn(language, Math.min(source.count, known)),
              numberIn(language, known),
            )
          : null}
        {last === null ? null : (
          <>
            {words.ignored(last.username)}{' '}
            <button className="link-b" type="button" onClick={() => void change(last, false)}>
              {words.undo}
            </button>
          </>
        )}
        {last === null && hidden > 0 ? words.ignoredMany(hidden) : null}
      </p>
      {source.error === null && !failed ? null : (
        <p className="found" role="alert">
          {words.offline}
        </p>
      )}
      {source.count === 0 ? (
        <p className="found mid">{filtered ? words.noneFound : words.nobody[list]}</p>
      ) : null}
      <PeopleList
        source={source}
        rowPx={ROW_PX}
        label={words.lists[list]}
        words={words}
        hidden={(person) => ignored.has(keyOf(person))}
        end={(person) => (
          <button
            className="icon-btn ig"
            type="button"
            aria-label={words.ignore(person.username)}
            aria-pressed={ignored.has(keyOf(person))}
            onClick={() => void change(person, !ignored.has(keyOf(person)))}
          >
            <Icon name="ignore" />
          </button>
        )}
      />
    </>
  )
}
