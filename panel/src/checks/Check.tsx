import { useQuery, useQueryClient } from '@tanstack/react-query'
import { type ReactNode, useState } from 'react'
import { Link, useParams } from 'wouter'
import type * as contract from '../../../src/contract/checks.ts'
import { capital, numberIn } from '../../../src/words/language.ts'
import { CHECK_WORDS, type CheckWords } from '../../../src/words/panel/checks.ts'
import { SHELL_WORDS } from '../../../src/words/panel/shell.ts'
import { momentIn, spanIn } from '../../../src/words/panel/time.ts'
import { Top } from '../frame/Top.tsx'
import '../style/page-check.css'
import { happensIn, readOf, stateOfCheck } from '../states/check-state.ts'
import { Confirm } from '../ui/Confirm.tsx'
import { colourOf, Glyph } from '../ui/Glyph.tsx'
import { Loaded } from '../ui/Loaded.tsx'
import { useLanguage, useWords } from '../ui/language.tsx'
import { Opener } from '../ui/Opener.tsx'
import { toast } from '../ui/toast.ts'
import { act } from '../wire/act.ts'
import { useNow } from '../wire/now.ts'
import {
  type CheckDetail,
  type Course,
  checkCourse,
  checkTimeline,
  oneCheck,
} from '../wire/queries.ts'
import { Changes } from './Changes.tsx'
import { CourseChart } from './CourseChart.tsx'
import { CustomersPage } from './CustomersPage.tsx'
import { Facts } from './Facts.tsx'
import { FirstStrip } from './FirstStrip.tsx'
import { Log } from './Log.tsx'
import { ResultFigures } from './ResultFigures.tsx'
import { TwoLists } from './TwoLists.tsx'

/** What is being read, and was anything lost? */
export function Check(): ReactNode {
  const { id = '' } = useParams<{ id: string }>()
  const shell = useWords(SHELL_WORDS)
  const check = useQuery(oneCheck(id))
  const course = useQuery(checkCourse(id))
  const timeline = useQuery(checkTimeline(id))
  return (
    <div className="page-check">
      {check.data === undefined ? <Top title={shell.pages.checks} /> : null}
      <Loaded query={check}>
        {(one) => (
          <>
            <Top
              title={`@${one.targetNow ?? one.target}`}
              crumb={
                <>
                  <Link href="/checks">{shell.pages.checks}</Link>
                  <span className="mono">{one.id.slice(-6)}</span>
                </>
              }
            />
            <FirstStrip check={one} />
            <Head check={one} waits={course.data?.waits ?? []} />
            {one.state === 'completed' ? <ResultFigures check={one.id} /> : null}
            {one.startedAt === null ? null : (
              <Loaded query={course} rows={5}>
                {(points) => <CourseChart check={one} course={points} />}
              </Loaded>
            )}
            <div className="cols three">
              <div>
                <TwoLists check={one} />
                <Changes check={one} />
              </div>
              <Loaded query={timeline}>
                {({ items }) => <Log events={items} begun={one.startedAt !== null} />}
              </Loaded>
              <Facts check={one} />
            </div>
          </>
        )}
      </Loaded>
    </div>
  )
}

type HeadProps = { readonly check: CheckDetail; readonly waits: Course['waits'] }

function Head({ check, waits }: HeadProps): ReactNode {
  const words = useWords(CHECK_WORDS)
  const { language } = useLanguage()
  const now = useNow()
  const [cancelling, setCancelling] = useState(false)
  const client = useQueryClient()
  const state = stateOfCheck(check)
  const open = check.finishedAt === null
  const notes = [
    check.place === null ? null : words.place(check.place),
    check.givenUpAt === null
      ? null
      : words.givenUp(momentIn(language, new Date(check.givenUpAt), now)),
    costOf(words, waits, (ms) => spanIn(language, ms), now),
  ]
  return (
    <section className="sec head">
      <div className="grow">
        <h2 className={colourOf(state)}>
          <Glyph state={state} />
          <span dir="auto">{headline(check)}</span>
        </h2>
        <p className="mid">
          {notes.flatMap((note) => (note === null ? [] : [`${note}.`])).join(' ')}
        </p>
      </div>
      <CustomersPage check={check.id} />
      {open ? (
        <Opener opens="cancelCheck" look="danger" onClick={() => setCancelling(true)}>
          {words.cancelCheck}
        </Opener>
      ) : null}
      {cancelling ? (
        <Confirm
          title={words.cancelTitle(check.targetNow ?? check.target)}
          means={words.cancelMeans(numberIn(language, readOf(check).collected))}
          act={words.cancelCheck}
          keep={words.keepReading}
          onClose={() => setCancelling(false)}
          does={act<typeof contract.cancelCheck>('cancelCheck', { params: { id: check.id } })}
          onDone={async () => {
            await client.invalidateQueries({ queryKey: ['checks'] })
            toast(words.cancelled)
          }}
        />
      ) : null}
    </section>
  )

  function headline(one: CheckDetail): string {
    if (one.state === 'running') {
      const list = one.followers.confidence === null ? 'followers' : 'following'
      const { collected, expected, pages } = one[list]
      if (pages > 0 && expected !== null) {
        return words.reading(list, numberIn(language, collected), numberIn(language, expected))
      }
    }
    const happens = happensIn(language, words, one, now)
    return capital(happens === '' ? words.state[one.state] : happens)
  }
}

/** What trouble has cost so far, as a sentence: waits may lie over each other. Null without any. */
function costOf(
  words: CheckWords,
  waits: Course['waits'],
  say: (ms: number) => string,
  now: Date,
): string | null {
  let spentMs = 0
  let doneMs = 0
  for (const { from, to } of waits) {
    const fromMs = Math.max(doneMs, new Date(from).getTime())
    const toMs = Math.max(fromMs, (to === null ? now : new Date(to)).getTime())
    spentMs += toMs - fromMs
    doneMs = toMs
  }
  const count = (kind: string): number => waits.filter((wait) => wait.kind === kind).length
  return waits.length === 0 ? null : words.cost(count('died'), count('throttled'), say(spentMs))
}
