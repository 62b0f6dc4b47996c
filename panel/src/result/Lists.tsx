import { type ReactNode, useEffect, useState } from 'react'
import { numberIn } from '../../../src/words/language.ts'
import { RESULT_WORDS } from '../../../src/words/panel/result.ts'
import { PeopleList } from '../people/PeopleList.tsx'
import { type PeopleSource, type Person, useHeard } from '../people/people-source.ts'
import { Button } from '../ui/Button.tsx'
import { Icon } from '../ui/Icon.tsx'
import { useLanguage, useWords } from '../ui/language.tsx'
import { Search } from '../ui/Search.tsx'
import { findsSome, type PeopleFilter } from '../wire/people-query.ts'
import { type Figures, isCustomer, type ListName, type Proof, saidOf } from './ask.ts'
import { IgnoreList } from './IgnoreList.tsx'
import { ignore, keyOf, readIgnored } from './ignored.ts'

const ROW_PX = 56

type Props = {
  readonly proof: Proof
  readonly list: ListName
  readonly figures: Figures
  readonly source: PeopleSource
  readonly filter: PeopleFilter
  readonly onFilter: (filter: PeopleFilter) => void
  readonly onChange: () => void
}

/** One list: found, filtered, sorted; or why nobody is named. */
export function Lists(props: Props): ReactNode {
  const words = useWords(RESULT_WORDS)
  const count = props.figures.counts[props.list]
  if (count !== undefined && count.omitted === null) return <People {...props} count={count} />
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

type Count = NonNullable<Figures['counts'][ListName]>

function People(props: Props & { readonly count: Count }): ReactNode {
  const { proof, list, figures, source, filter, onFilter, count, onChange } = props
  const words = useWords(RESULT_WORDS)
  const { language } = useLanguage()
  useHeard(source, (people) => people.version())
  const target = figures.target.key ?? figures.target.username
  // Who was ignored a moment ago is still in the list that was read, and only crossed out in it.
  const [ignored, setIgnored] = useState<ReadonlySet<string>>(new Set())
  const [last, setLast] = useState<Person | null>(null)
  const [failed, setFailed] = useState<string | null>(null)
  const [isOpen, setOpen] = useState(false)
  // biome-ignore lint/correctness/useExhaustiveDependencies: other figures may have others in them
  useEffect(() => {
    const control = new AbortController()
    readIgnored(proof, target, control.signal).then(setIgnored, () => undefined)
    return () => control.abort()
  }, [proof, target, figures])
  const known = count.count ?? count.atLeast
  const filtered = findsSome(filter)
  const change = async (person: Person, isIgnored: boolean): Promise<void> => {
    try {
      await ignore(proof, target, person, isIgnored)
    } catch (error) {
      setFailed(saidOf(error) ?? words.away.title)
      return
    }
    setFailed(null)
    setIgnored((now) => {
      const next = new Set(now)
      if (isIgnored) next.add(keyOf(person))
      else next.delete(keyOf(person))
      return next
    })
    setLast(isIgnored ? person : null)
  }
  const sorted = filter.sort ?? source.sort ?? 'name'
  const found = filtered && known !== null ? source.foundIn(language) : null
  return (
    <>
      <div className="find">
        <Search
          label={words.search}
          value={filter.q}
          onSearch={(q) => onFilter({ ...filter, q })}
        />
        <Button
          className="chipb"
          icon="lock"
          aria-pressed={filter.private}
          onClick={() => onFilter({ ...filter, private: !filter.private })}
        >
          {words.private}
        </Button>
        <Button
          className="chipb"
          icon="verified"
          aria-pressed={filter.verified}
          onClick={() => onFilter({ ...filter, verified: !filter.verified })}
        >
          {words.verified}
        </Button>
        <Button
          className="chipb sortb"
          icon="sort"
          onClick={() => onFilter({ ...filter, sort: sorted === 'key' ? 'name' : 'key' })}
        >
          <span>{sorted === 'key' ? words.byOrder : words.byName}</span>
        </Button>
      </div>
      <p className="found small dim" role="status">
        {found === null || known === null ? null : words.shown(found, numberIn(language, known))}
        {last === null ? null : (
          <>
            {' '}
            {words.ignored(last.username)}{' '}
            <button className="link-b" type="button" onClick={() => void change(last, false)}>
              {words.undo}
            </button>
          </>
        )}
      </p>
      {isCustomer(proof) ? (
        <Hidden count={count.hidden} onShow={() => setOpen(true)} />
      ) : ignored.size === 0 ? null : (
        <p className="found small dim">{words.ignoredHere(ignored.size)}</p>
      )}
      {source.error === null && failed === null ? null : (
        <p className="found" role="alert">
          {failed ?? saidOf(source.error) ?? words.offline}
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
      {isOpen ? (
        <IgnoreList proof={proof} onClose={() => setOpen(false)} onChange={onChange} />
      ) : null}
    </>
  )
}

/** How many of a list its customer does not see, and the way to them. */
function Hidden(props: { readonly count: number; readonly onShow: () => void }): ReactNode {
  const words = useWords(RESULT_WORDS)
  if (props.count === 0) return null
  return (
    <p className="found small dim">
      {words.ignoredMany(props.count)}{' '}
      <button className="link-b" type="button" onClick={props.onShow}>
        {words.show}
      </button>
    </p>
  )
}
