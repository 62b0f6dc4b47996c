import { useQuery } from '@tanstack/react-query'
import { Fragment, type ReactNode } from 'react'
import { SYSTEM_WORDS } from '../../../src/words/panel/system.ts'
import { percentIn, spanIn, tookIn } from '../../../src/words/panel/time.ts'
import { Loaded } from '../ui/Loaded.tsx'
import { useLanguage, useWords } from '../ui/language.tsx'
import { sessionHistory } from '../wire/queries.ts'
import { listSettings, type Variable } from '../wire/system-queries.ts'

/** How this installation is set: what was changed, what each means, and what it would be else. */
export function Installation(): ReactNode {
  const words = useWords(SYSTEM_WORDS).settings
  const query = useQuery(listSettings())
  return (
    <Loaded query={query} rows={12}>
      {({ version, database, warnings, variables }) => (
        <section className="sec">
          <p className="mid">{words.set}</p>
          <dl className="values">
            <dt>{words.version}</dt>
            <dd>{version}</dd>
            <dt>{words.database}</dt>
            <dd>{words.databases[database]}</dd>
            {warnings.length === 0 ? null : (
              <>
                <dt>{words.warnings}</dt>
                <dd>{warnings.join('; ')}</dd>
              </>
            )}
          </dl>
          <Group title={words.changed} of={variables.filter(({ value }) => value !== null)} />
          <Group title={words.usual} of={variables.filter(({ value }) => value === null)} />
        </section>
      )}
    </Loaded>
  )
}

function Group({ title, of }: { readonly title: string; readonly of: readonly Variable[] }) {
  const words = useWords(SYSTEM_WORDS).settings
  if (of.length === 0) return null
  return (
    <>
      <h2>{title}</h2>
      <dl className="values by-name">
        {of.map(({ name, value, means, usual }) => (
          <Fragment key={name}>
            <dt className="mono">{name}</dt>
            <dd>
              <Value name={name} text={value ?? usual} />
              {value === null ? null : <span className="dim"> {words.byDefault(usual)}</span>}
              <span className="small dim block">{means}</span>
              {name === 'EVERCHECK_REFRESH_HOURS' ? <RenewMeans /> : null}
            </dd>
          </Fragment>
        ))}
      </dl>
    </>
  )
}

/** What is set; milliseconds also as people count them. */
function Value({ name, text }: { readonly name: string; readonly text: string }): ReactNode {
  const { language } = useLanguage()
  const isLong = name.endsWith('_MS') && /^\d{4,}$/.test(text)
  return (
    <>
      <span className="mono" dir="ltr">
        {text}
      </span>
      {isLong ? <span className="dim"> ({tookIn(language, Number(text))})</span> : null}
    </>
  )
}

/** What the age of renewal means today: how many sessions have lived for so long. */
function RenewMeans(): ReactNode {
  const words = useWords(SYSTEM_WORDS).settings
  const { language } = useLanguage()
  const { data } = useQuery(sessionHistory())
  const [most] = [...(data?.survival ?? [])].sort((one, other) => other.atRisk - one.atRisk)
  if (data === undefined || most === undefined) return null
  const lived = data.survival.findLast(
    ({ method, fromMs }) => method === most.method && fromMs <= data.refreshAfterMs,
  )
  if (lived === undefined) return null
  return (
    <span className="small dim block">
      {words.renewMeans(percentIn(language, lived.survival), spanIn(language, data.refreshAfterMs))}
    </span>
  )
}
