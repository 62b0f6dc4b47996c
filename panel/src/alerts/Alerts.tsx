import { useQuery } from '@tanstack/react-query'
import type { ReactNode } from 'react'
import { Link, useLocation, useParams } from 'wouter'
import type * as contract from '../../../src/contract/alerts.ts'
import { numberIn } from '../../../src/words/language.ts'
import { RULES_WORDS } from '../../../src/words/panel/rules.ts'
import { SHELL_WORDS } from '../../../src/words/panel/shell.ts'
import { SYSTEM_WORDS } from '../../../src/words/panel/system.ts'
import { momentIn } from '../../../src/words/panel/time.ts'
import { Top } from '../frame/Top.tsx'
import '../style/page-alerts.css'
import { ActButton } from '../ui/ActButton.tsx'
import { Empty } from '../ui/Empty.tsx'
import { Glyph, type State } from '../ui/Glyph.tsx'
import { Loaded } from '../ui/Loaded.tsx'
import { useLanguage, useWords } from '../ui/language.tsx'
import { MoreRows } from '../ui/MoreRows.tsx'
import { PageOver } from '../ui/PageOver.tsx'
import { Tabs } from '../ui/Tabs.tsx'
import { useAddress } from '../ui/use-search.ts'
import { act } from '../wire/act.ts'
import { useNow } from '../wire/now.ts'
import { type Alert, listAlerts, listSilences } from '../wire/system-queries.ts'
import { Around } from './Around.tsx'
import { Channels } from './Channels.tsx'
import { Rules } from './Rules.tsx'
import { type Silence, Silences, SilencesFrame } from './Silences.tsx'

const TABS = ['open', 'recent', 'rules', 'silences'] as const
const SILENCE_MINUTES = 8 * 60

/** What is wrong now? */
export function Alerts(): ReactNode {
  const { tab = 'open' } = useParams<{ tab?: string }>()
  const words = useWords(SYSTEM_WORDS).alerts
  const shell = useWords(SHELL_WORDS)
  const rules = useWords(RULES_WORDS).tab
  const { language } = useLanguage()
  const [, go] = useLocation()
  const chosen = TABS.find((one) => one === tab) ?? 'open'
  const open = useQuery(listAlerts('open'))
  const [address, change] = useAddress()
  const after = address.get('after')
  const listed = chosen === 'recent' ? 'recent' : 'open'
  const list = useQuery({ ...listAlerts(listed, after), enabled: chosen === listed })
  const silences = useQuery(listSilences())
  return (
    <div className="page-alerts">
      <Top title={shell.pages.alerts} />
      <div className="tools">
        <Tabs
          label={shell.pages.alerts}
          chosen={chosen}
          onChoose={(to) => go(to === 'open' ? '/alerts' : `/alerts/${to}`)}
          tabs={TABS.map((key) => ({
            key,
            name: key === 'rules' ? rules : words.tabs[key],
            count:
              key === 'open' && open.data
                ? numberIn(language, open.data.items.length) + (open.data.next === null ? '' : '+')
                : key === 'silences' && silences.data
                  ? numberIn(language, silences.data.items.length)
                  : undefined,
          }))}
        />
        <span className="grow" />
        <Channels />
      </div>
      {chosen === 'rules' ? (
        <Rules />
      ) : chosen === 'silences' ? (
        <Loaded query={silences} frame={<SilencesFrame />}>
          {({ items }) => <Silences silences={items} />}
        </Loaded>
      ) : (
        <Loaded query={list}>
          {({ items, next }) =>
            items.length === 0 && after !== null ? (
              <PageOver onStart={() => change({ after: null })} />
            ) : items.length === 0 ? (
              <Empty
                title={chosen === 'open' ? words.calm : words.noneLately}
                means={words.calmMeans}
              />
            ) : (
              <>
                <ul className="al">
                  {items.map((alert) => (
                    <One
                      key={alert.id}
                      alert={alert}
                      silence={silences.data?.items.find((one) => isAbout(one, alert)) ?? null}
                    />
                  ))}
                </ul>
                <MoreRows next={next} onMore={(to) => change({ after: to })} />
              </>
            )
          }
        </Loaded>
      )}
      {chosen === 'open' ? <Around /> : null}
    </div>
  )
}

/** A silence of a rule is about all of its alerts, unless it names one. */
function isAbout({ rule, subject }: Silence, alert: Alert): boolean {
  return rule === alert.rule && (subject === null || subject === alert.subject)
}

type OneProps = {
  readonly alert: Alert
  /** What keeps it from being told; null where it is told. */
  readonly silence: Silence | null
}

function One({ alert, silence }: OneProps): ReactNode {
  const words = useWords(SYSTEM_WORDS).alerts
  const { language } = useLanguage()
  const now = useNow()
  const over = alert.resolvedAt !== null
  const state: State = over
    ? 'done'
    : alert.severity === 'critical'
      ? 'dead'
      : alert.severity === 'warning'
        ? 'throttled'
        : 'done'
  const asked = {
    rule: alert.rule,
    minutes: SILENCE_MINUTES,
    ...(alert.subject === '' ? {} : { subject: alert.subject }),
  }
  const notes = [
    words.since(momentIn(language, new Date(alert.sinceAt), now)),
    alert.resolvedAt === null
      ? null
      : words.over(momentIn(language, new Date(alert.resolvedAt), now)),
    alert.acknowledgedBy === null ? null : words.by(alert.acknowledgedBy),
    silence === null || alert.resolvedAt !== null
      ? null
      : words.silent(momentIn(language, new Date(silence.until), now)),
  ]
  return (
    <li className={over ? '' : alert.severity}>
      <span className="gm">
        <Glyph state={state} />
      </span>
      <div className="tx">
        <h2 dir="auto">{alert.words}</h2>
        <p className="mid" dir="auto">
          {alert.todo}
        </p>
        <p className="small dim">
          <span className="sev">{words.severity[alert.severity]}</span>,{' '}
          {notes.filter((note) => note !== null).join(', ')}
        </p>
      </div>
      {over ? null : (
        <div className="do">
          {alert.severity !== 'info' && alert.acknowledgedAt === null ? (
            <ActButton
              name={words.acknowledge}
              does={act<typeof contract.acknowledgeAlert>('acknowledgeAlert', {
                params: { alert: alert.id },
              })}
              renews={['alerts']}
              onDone={() => words.acknowledged}
            />
          ) : null}
          {alert.silenceable && silence === null ? (
            <ActButton
              look="quiet"
              name={words.silence}
              does={act<typeof contract.silenceAlert>('silenceAlert', { body: asked })}
              renews={['alerts']}
              onDone={({ until }) => words.silenced(momentIn(language, new Date(until), now))}
            />
          ) : null}
          {/^[a-z0-9._]{1,30}$/.test(alert.subject) ? (
            <Link className="btn quiet" href={`/accounts/${alert.subject}`}>
              {words.look}
            </Link>
          ) : null}
        </div>
      )}
    </li>
  )
}
