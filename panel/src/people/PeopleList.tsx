import { type ReactNode, useEffect, useRef } from 'react'
import { Icon } from '../ui/Icon.tsx'
import { useWindow } from '../ui/use-window.ts'
import type { PeopleSource, Person } from './people-source.ts'

type Props = {
  readonly source: PeopleSource
  readonly rowPx: number
  readonly label: string
  readonly words: {
    readonly private: string
    readonly verified: string
    readonly formerly: (name: string) => string
    /** Why somebody is gone; empty where nobody knows. */
    readonly gone: (reason: string) => string
  }
  /** What stands at the end of a row. */
  readonly end?: (person: Person) => ReactNode
  /** Who is not shown. */
  readonly hidden?: (person: Person) => boolean
}

/** People in rows, as many as are seen: the scroll bar shows how long the list truly is. */
export function PeopleList({ source, rowPx, label, words, end, hidden }: Props): ReactNode {
  const field = useRef<HTMLDivElement>(null)
  const { count } = source
  const { fieldPx, first, end: last, topPx } = useWindow(field, { count, rowPx })
  useEffect(() => {
    source.want(first, last)
  })
  // Another list begins at its first row, however far the one before was scrolled.
  // biome-ignore lint/correctness/useExhaustiveDependencies: another source is another list
  useEffect(() => {
    const { top = 0 } = field.current?.getBoundingClientRect() ?? {}
    if (top < 0) field.current?.scrollIntoView({ block: 'start' })
  }, [source])
  const rows = Array.from({ length: last - first }, (_, at) => first + at)
  return (
    // A list, not a table: its rows say everything in reading order.
    // biome-ignore lint/a11y/useSemanticElements: rows are placed, and ul wants all of its own
    <div
      ref={field}
      className="people"
      role="list"
      aria-label={label}
      style={{ height: fieldPx, position: 'relative' }}
    >
      <div style={{ transform: `translateY(${topPx}px)` }}>
        {rows.map((row) => {
          const person = source.at(row)
          return (
            // biome-ignore lint/a11y/useSemanticElements: see above
            <div
              key={row}
              className="person"
              role="listitem"
              aria-setsize={count}
              aria-posinset={row + 1}
              style={{ height: rowPx }}
            >
              {person === undefined ? (
                <span className="sk wide" aria-hidden="true" />
              ) : (
                <Row
                  person={person}
                  words={words}
                  away={hidden?.(person) === true}
                  end={end?.(person)}
                />
              )}
            </div>
          )
        })}
      </div>
    </div>
  )
}

type RowProps = Pick<Props, 'words'> & {
  readonly person: Person
  readonly away: boolean
  readonly end: ReactNode
}

function Row({ person, words, away, end }: RowProps): ReactNode {
  const { username, fullName, formerUsername, isPrivate, isVerified, reason } = person
  const gone = reason === null ? '' : words.gone(reason)
  const letter = [...username][0] ?? '?'
  return (
    <>
      <span className="mono-i" aria-hidden="true">
        {letter.toUpperCase()}
      </span>
      <a
        className={away ? 'who away' : 'who'}
        href={`https://www.instagram.com/${encodeURIComponent(username)}/`}
        target="_blank"
        rel="noreferrer noopener"
      >
        <span className="row">
          <b className="cut" dir="ltr">
            {username}
          </b>
          {isVerified === true ? (
            <span className="vf" role="img" aria-label={words.verified}>
              <Icon name="verified" />
            </span>
          ) : null}
          {isPrivate === true ? (
            <span className="pv" role="img" aria-label={words.private}>
              <Icon name="lock" />
            </span>
          ) : null}
        </span>
        <span className="cut nm">
          {gone === '' ? null : <span>{gone} · </span>}
          <bdi dir="auto">
            {formerUsername === null ? fullName : words.formerly(formerUsername)}
          </bdi>
        </span>
      </a>
      {end}
    </>
  )
}
