import { type ReactNode, useState } from 'react'
import { CHECK_WORDS } from '../../../src/words/panel/checks.ts'
import { EVENT_WORDS } from '../../../src/words/panel/events.ts'
import { SHELL_WORDS } from '../../../src/words/panel/shell.ts'
import { clockIn, dayIn, isSameDay } from '../../../src/words/panel/time.ts'
import { Button } from '../ui/Button.tsx'
import { Glyph, type State } from '../ui/Glyph.tsx'
import { useLanguage, useWords } from '../ui/language.tsx'
import { useNow } from '../wire/now.ts'
import type { Happened } from '../wire/queries.ts'

const STATES: Readonly<Record<string, State>> = {
  'check-ordered': 'queued',
  'check-started': 'running',
  'check-parked': 'parked',
  'check-handed-over': 'takeover',
  'list-finished': 'done',
  'check-ended': 'done',
  'check-cancelled': 'paused',
  'session-died': 'dead',
  'session-proved': 'healthy',
  'session-renewed': 'healthy',
  'login-failed': 'failed',
  'account-throttled': 'throttled',
  'account-challenged': 'human',
}

/** How a check ended, where it was not well. */
const ENDINGS: Readonly<Record<string, State>> = {
  incomplete: 'incomplete',
  'target-closed': 'failed',
  'out-of-patience': 'failed',
  cancelled: 'paused',
  failed: 'failed',
}

function stateOf({ kind, detail }: Happened): State {
  const ending = kind === 'check-ended' ? ENDINGS[String(detail.kind ?? detail.state)] : undefined
  return ending ?? STATES[kind] ?? 'queued'
}

const SHOWN = 60

type Props = {
  readonly events: readonly Happened[]
  /** Of a check that has been read in: where nothing stands, it is kept no longer. */
  readonly begun: boolean
}

/** What happened, the newest first, in plain words. */
export function Log({ events, begun }: Props): ReactNode {
  const words = useWords(CHECK_WORDS)
  const shell = useWords(SHELL_WORDS)
  const said = useWords(EVENT_WORDS)
  const { language } = useLanguage()
  const now = useNow()
  const [shown, setShown] = useState(SHOWN)
  const [evidence, setEvidence] = useState(false)
  const newest = [...events].reverse()
  return (
    <section className="sec">
      <div className="sec-h">
        <h2>{words.log}</h2>
        {events.length === 0 ? null : (
          <span className="end">
            <Button size="small" aria-pressed={evidence} onClick={() => setEvidence(!evidence)}>
              {words.withEvidence}
            </Button>
          </span>
        )}
      </div>
      {events.length === 0 ? <p className="mid">{begun ? words.logGone : words.logEmpty}</p> : null}
      <ol className="log">
        {newest.slice(0, shown).map((event) => {
          const at = new Date(event.at)
          const today = isSameDay(at, now)
          return (
            <li key={event.id}>
              <time dateTime={event.at}>
                {today ? clockIn(at, true) : `${dayIn(language, at, now)} ${clockIn(at)}`}
              </time>
              <Glyph state={stateOf(event)} />
              <span dir="auto">
                {said.event(event.kind, event.detail, event.account)}
                {evidence ? <Told event={event} /> : null}
              </span>
            </li>
          )
        })}
      </ol>
      {newest.length > shown ? (
        <Button size="small" repeats onClick={() => setShown(shown + 200)}>
          {shell.moreRows}
        </Button>
      ) : null}
    </section>
  )
}

/** What was written down of an event, as it is: kind, account and all that goes with it. */
function Told({ event }: { readonly event: Happened }): ReactNode {
  const { kind, account, detail } = event
  const told = { ...(account === null ? {} : { account }), ...(detail as object | null) }
  return (
    <span className="mono small dim block told" dir="ltr">
      {kind}
      {Object.entries(told).map(([name, value]) => (
        <span key={name}>
          {' '}
          {name}={typeof value === 'string' ? value : JSON.stringify(value)}
        </span>
      ))}
    </span>
  )
}
