import type { ReactNode } from 'react'
import { numberIn } from '../../../src/words/language.ts'
import { RESULT_WORDS } from '../../../src/words/panel/result.ts'
import { momentIn, percentIn } from '../../../src/words/panel/time.ts'
import { Bar } from '../ui/Bar.tsx'
import { Glyph } from '../ui/Glyph.tsx'
import { useLanguage, useWords } from '../ui/language.tsx'
import type { Figures } from './ask.ts'
import { percentsOf } from './shares.ts'

const LISTS = ['followers', 'following'] as const

/** How complete both lists are, in honest words; and what they come to, in one bar. */
export function Summary({ figures }: { readonly figures: Figures }): ReactNode {
  const words = useWords(RESULT_WORDS)
  const { language } = useLanguage()
  const short = LISTS.filter((name) => figures[name].confidence === 'incomplete')
  const number = (count: number): string => numberIn(language, count)
  return (
    <>
      <dl className="whole">
        {LISTS.map((name) => {
          const { collected, expected, confidence, readAt, reusedFrom } = figures[name]
          const known = confidenceOf(confidence)
          const good = known === 'exact' || known === 'confirmed'
          return (
            <div key={name}>
              <dt>{words.lists[name]}</dt>
              <dd>
                {number(collected)}{' '}
                {expected === null ? null : <small>{words.of(number(expected))}</small>}
              </dd>
              <dd className={good ? 'bdg' : 'bdg throttled'}>
                <Glyph state={good ? 'done' : known === 'incomplete' ? 'incomplete' : 'queued'} />
                {words.confidence[known]}
              </dd>
              {known === 'confirmed' && expected !== null && expected > collected ? (
                <dd className="small dim">{words.confirmedMeans(expected - collected)}</dd>
              ) : null}
              {readAt === null ? null : (
                <dd className="small dim">
                  {(reusedFrom === null ? words.readAt : words.reused)(
                    momentIn(language, new Date(readAt), new Date()),
                  )}
                </dd>
              )}
            </div>
          )
        })}
      </dl>
      {short.map((name) => {
        const { collected, expected, why } = figures[name]
        return (
          <div className="short" key={name} role="note">
            <h2>
              <Glyph state="incomplete" />
              {words.short(words.lists[name].toLowerCase())}
            </h2>
            <p>
              {words.shortMeans(
                number(collected),
                expected === null ? '?' : number(expected),
                words.lists[name].toLowerCase(),
              )}
            </p>
            {why === null ? null : <p dir="auto">{why}</p>}
            <Bar value={collected} max={expected ?? collected} look="warn" />
          </div>
        )
      })}
      {short.length === 0 ? <Mix figures={figures} /> : null}
    </>
  )
}

function Mix({ figures }: { readonly figures: Figures }): ReactNode {
  const words = useWords(RESULT_WORDS)
  const { language } = useLanguage()
  const back = figures.counts['not-following-back']?.count ?? null
  const mutual = figures.counts.mutual?.count ?? null
  const fans = figures.counts.fans?.count ?? null
  if (back === null || mutual === null || fans === null) return null
  if (back + mutual + fans === 0) return null
  const shares = percentsOf([back, mutual, fans])
  const share = (at: number): string => percentIn(language, (shares[at] ?? 0) / 100, 0)
  const number = (count: number): string => numberIn(language, count)
  return (
    <>
      <div
        className="mix"
        role="img"
        aria-label={words.mixRead(number(back), number(mutual), number(fans))}
      >
        <i className="m-back" style={{ flexGrow: back }} />
        <i className="m-mutual" style={{ flexGrow: mutual }} />
        <i className="m-fans" style={{ flexGrow: fans }} />
      </div>
      <p className="mixl small" aria-hidden="true">
        <span>
          <i className="m-back" />
          {words.mix.back} {share(0)}
        </span>
        <span>
          <i className="m-mutual" />
          {words.mix.mutual} {share(1)}
        </span>
        <span>
          <i className="m-fans" />
          {words.mix.fans} {share(2)}
        </span>
      </p>
    </>
  )
}

const CONFIDENCES = ['exact', 'confirmed', 'incomplete', 'unread'] as const

function confidenceOf(text: string): (typeof CONFIDENCES)[number] {
  return CONFIDENCES.find((one) => one === text) ?? 'unread'
}
