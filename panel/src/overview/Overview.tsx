import { useQuery } from '@tanstack/react-query'
import type { ReactNode } from 'react'
import { OVERVIEW_WORDS } from '../../../src/words/panel/overview.ts'
import { SHELL_WORDS } from '../../../src/words/panel/shell.ts'
import { Top } from '../frame/Top.tsx'
import { inAll } from '../states/account-state.ts'
import { Empty } from '../ui/Empty.tsx'
import { Loaded } from '../ui/Loaded.tsx'
import { useWords } from '../ui/language.tsx'
import { OpenerLink } from '../ui/Opener.tsx'
import { useSettled } from '../ui/settled.ts'
import { Waiting } from '../ui/Waiting.tsx'
import { waitingDialogues } from '../wire/dialogue-queries.ts'
import { type Health, sessionHealth, sessionHistory } from '../wire/queries.ts'
import { Attention } from './Attention.tsx'
import { ChecksNow } from './ChecksNow.tsx'
import { ChecksPerDay, LoginsPerDay } from './Days.tsx'
import { Deaths } from './Deaths.tsx'
import { Figures, FiguresFrame } from './Figures.tsx'
import { Lives, LivesFrame } from './Lives.tsx'
import { Survival } from './Survival.tsx'
import { Tonight } from './Tonight.tsx'

/** Do I have to do anything, and do the sessions live? */
export function Overview(): ReactNode {
  const words = useWords(SHELL_WORDS)
  const own = useWords(OVERVIEW_WORDS)
  // What the sessions lived through comes once all above it can be seen and used.
  const settled = useSettled()
  const status = useQuery(sessionHealth())
  const dialogues = useQuery(waitingDialogues())
  const waiting = dialogues.data?.items ?? []
  return (
    <>
      <Top title={words.pages.overview} />
      <Loaded query={status} frame={<Frame />}>
        {(health) =>
          inAll(health.groups) === 0 ? (
            <Empty title={own.empty.title} means={own.empty.means}>
              <OpenerLink opens="addAccount" href="/accounts?new=1">
                {own.empty.add}
              </OpenerLink>
            </Empty>
          ) : (
            <div className="page-overview">
              <Attention health={health} dialogues={waiting} />
              <Figures health={health} />
              {settled ? <Past health={health} /> : <div className="later" aria-busy="true" />}
            </div>
          )
        }
      </Loaded>
    </>
  )
}

/** The page of a quiet day, before its figures come: nothing moves when they do. */
function Frame(): ReactNode {
  return (
    <div className="page-overview framed" aria-busy="true">
      <div className="calm" aria-hidden="true">
        <i className="sk" />
        <span>{'\u00a0'}</span>
      </div>
      <FiguresFrame />
      <PastFrame />
    </div>
  )
}

function PastFrame(): ReactNode {
  const words = useWords(OVERVIEW_WORDS)
  return (
    <div className="cols lives-and-checks">
      <LivesFrame rows={FRAME_ROWS} />
      <section className="sec">
        <div className="sec-h">
          <h2>{words.checksNow}</h2>
        </div>
        <Waiting rows={5} />
      </section>
    </div>
  )
}

const FRAME_ROWS = 10

/** What the sessions lived through. It asks for itself: the figures above are not drawn again. */
function Past({ health }: { readonly health: Health }): ReactNode {
  const history = useQuery(sessionHistory())
  return (
    <>
      <div className="cols lives-and-checks">
        <Loaded query={history} frame={<LivesFrame rows={health.accounts.length} />}>
          {(past) => <Lives history={past} health={health} />}
        </Loaded>
        <div>
          <ChecksNow />
          <Tonight nextDay={health.nextDay} />
        </div>
      </div>
      {history.data === undefined ? null : (
        <div className="cols charts">
          <Survival history={history.data} />
          <LoginsPerDay history={history.data} />
          <ChecksPerDay history={history.data} />
          <Deaths history={history.data} />
        </div>
      )}
    </>
  )
}
