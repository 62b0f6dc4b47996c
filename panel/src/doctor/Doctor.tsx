import { useQuery } from '@tanstack/react-query'
import type { ReactNode } from 'react'
import type * as operation from '../../../src/contract/operation.ts'
import { jobIn } from '../../../src/words/panel/jobs.ts'
import { SHELL_WORDS } from '../../../src/words/panel/shell.ts'
import { SYSTEM_WORDS } from '../../../src/words/panel/system.ts'
import { momentIn } from '../../../src/words/panel/time.ts'
import { Top } from '../frame/Top.tsx'
import '../style/page-system.css'
import { Glyph } from '../ui/Glyph.tsx'
import { Loaded } from '../ui/Loaded.tsx'
import { useLanguage, useWords } from '../ui/language.tsx'
import type { AnswerOf } from '../wire/call.ts'
import { useNow } from '../wire/now.ts'
import { examination, listSchedules } from '../wire/system-queries.ts'
import { Findings } from './Findings.tsx'

type Kept = AnswerOf<typeof operation.listSchedules>

/** What is broken, and how is it mended? */
export function Doctor(): ReactNode {
  const shell = useWords(SHELL_WORDS)
  const schedules = useQuery(listSchedules())
  const looking = useQuery(examination()).isPending && schedules.error === null
  return (
    <div className="page-system">
      <Top title={shell.pages.doctor} />
      <Findings quiet={schedules.error !== null} />
      {/* Nobody knows how tall the findings will be, so nothing stands below them before. */}
      {looking ? null : (
        <Loaded query={schedules} rows={8}>
          {(found) => (
            <>
              <Schedules schedules={found.schedules} />
              <Jobs jobs={found.jobs} />
            </>
          )}
        </Loaded>
      )}
    </div>
  )
}

function Schedules({ schedules }: Pick<Kept, 'schedules'>): ReactNode {
  const words = useWords(SYSTEM_WORDS).doctor
  const { language } = useLanguage()
  const now = useNow()
  const moment = (at: string | null): string =>
    at === null ? words.never : momentIn(language, new Date(at), now)
  return (
    <section>
      <h2 className="table-h">{words.schedules}</h2>
      {schedules.length === 0 ? (
        <p className="sec mid">{words.noSchedules}</p>
      ) : (
        <table className="tbl slim">
          <thead>
            <tr>
              <th>{words.columns.name}</th>
              <th className="p2">{words.columns.cron}</th>
              <th className="num">{words.columns.last}</th>
              <th className="num">{words.columns.next}</th>
              <th className="num p2">{words.columns.missed}</th>
            </tr>
          </thead>
          <tbody>
            {schedules.map((one) => {
              const failed =
                one.lastFailureAt !== null && one.lastFailureAt > (one.lastSuccessAt ?? '')
              return (
                <tr key={one.kind}>
                  <td className="main-cell">
                    <span className="st">
                      <Glyph state={failed ? 'failed' : one.lastSuccessAt ? 'healthy' : 'queued'} />
                      {jobIn(language, one.kind)}
                      <span className="mono small dim p3">{one.kind}</span>
                    </span>
                    <span className="sub">
                      {words.columns.last}: {moment(one.lastSuccessAt)} · {words.columns.next}:{' '}
                      {moment(one.nextRunAt)}
                    </span>
                    {failed ? (
                      <span className="small dead block" dir="auto">
                        {words.failed(one.lastError ?? '')}
                      </span>
                    ) : null}
                  </td>
                  <td className="p2 mono">
                    {one.cron} {one.zone}
                  </td>
                  <td className="num p2">{moment(one.lastSuccessAt)}</td>
                  <td className="num p2">{moment(one.nextRunAt)}</td>
                  <td className="num p2">{one.missed}</td>
                </tr>
              )
            })}
          </tbody>
        </table>
      )}
    </section>
  )
}

function Jobs({ jobs }: Pick<Kept, 'jobs'>): ReactNode {
  const words = useWords(SYSTEM_WORDS).doctor
  const { language } = useLanguage()
  return (
    <section>
      <h2 className="table-h">{words.jobs}</h2>
      {jobs.length === 0 ? <p className="sec mid">{words.noJobs}</p> : null}
      <table className="tbl slim">
        <thead>
          <tr>
            <th>{words.jobColumns.kind}</th>
            <th className="num">{words.jobColumns.waiting}</th>
            <th className="num">{words.jobColumns.active}</th>
            <th className="num">{words.jobColumns.dead}</th>
          </tr>
        </thead>
        <tbody>
          {jobs.map(({ kind, waiting, active, dead }) => (
            <tr key={kind}>
              <td className="main-cell">
                {jobIn(language, kind)} <span className="mono small dim p3">{kind}</span>
                <span className={dead > 0 ? 'sub dead' : 'sub'}>
                  {words.jobColumns.waiting}: {waiting} · {words.jobColumns.active}: {active} ·{' '}
                  {words.jobColumns.dead}: {dead}
                </span>
              </td>
              <td className="num p2">{waiting}</td>
              <td className="num p2">{active}</td>
              <td className={dead > 0 ? 'num p2 dead strong' : 'num p2'}>{dead}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  )
}
