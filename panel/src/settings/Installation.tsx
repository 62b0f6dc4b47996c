import { useQuery } from '@tanstack/react-query'
import { Fragment, type ReactNode } from 'react'
import { type Language, numberIn } from '../../../src/words/language.ts'
import { SYSTEM_WORDS } from '../../../src/words/panel/system.ts'
import { percentIn, spanIn, tookIn } from '../../../src/words/panel/time.ts'
import { Loaded } from '../ui/Loaded.tsx'
import { useLanguage, useWords } from '../ui/language.tsx'
import { sessionHistory } from '../wire/queries.ts'
import { listSettings } from '../wire/system-queries.ts'

/** How this installation is set: each value, what it means, and what it would be otherwise. */
export function Installation(): ReactNode {
  const words = useWords(SYSTEM_WORDS).settings
  const query = useQuery(listSettings())
  return (
    <Loaded query={query} rows={12}>
      {({ version, database, warnings, settings, defaults }) => (
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
          {groupsOf(settings).map(([group, values]) => (
            <Group
              key={group}
              name={group}
              values={values}
              defaults={Object.fromEntries(
                groupsOf(defaults).find(([name]) => name === group)?.[1] ?? [],
              )}
            />
          ))}
        </section>
      )}
    </Loaded>
  )
}

type Named = readonly (readonly [string, unknown])[]

type GroupProps = {
  readonly name: string
  readonly values: Named
  readonly defaults: Readonly<Record<string, unknown>>
}

function Group({ name, values, defaults }: GroupProps): ReactNode {
  const words = useWords(SYSTEM_WORDS).settings
  const { language } = useLanguage()
  return (
    <>
      {name === '' ? null : <h2 className="mono">{name}</h2>}
      <dl className="values">
        {values.map(([key, value]) => {
          const meaning = words.meanings[name === '' ? key : `${name}.${key}`]
          const usual = defaults[key]
          // Folders are of this machine: it has no other way to be.
          const isOther =
            JSON.stringify(usual) !== JSON.stringify(value) && !/folder|file/i.test(key)
          return (
            <Fragment key={key}>
              <dt className="mono">{key}</dt>
              <dd>
                {said(language, key, value)}
                {isOther ? (
                  <span className="dim">
                    {' '}
                    {words.byDefault(said(language, key, usual ?? null))}
                  </span>
                ) : null}
                {meaning === undefined ? null : <span className="small dim block">{meaning}</span>}
                {key === 'refreshAfterMs' ? <RenewMeans /> : null}
              </dd>
            </Fragment>
          )
        })}
      </dl>
    </>
  )
}

/** What the age of renewal means today: how many sessions have lived for so long. */
function RenewMeans(): ReactNode {
  const words = useWords(SYSTEM_WORDS).settings
  const { language } = useLanguage()
  const { data } = useQuery(sessionHistory(7))
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

/** Settings by what they belong to; those that stand alone come first. */
function groupsOf(settings: Readonly<Record<string, unknown>>): readonly [string, Named][] {
  const isGroup = (value: unknown): value is Readonly<Record<string, unknown>> =>
    typeof value === 'object' && value !== null && !Array.isArray(value)
  const entries = Object.entries(settings)
  return [
    ['', entries.filter(([, value]) => !isGroup(value))],
    ...entries.flatMap(([name, value]): [string, Named][] =>
      isGroup(value) ? [[name, flat(value)]] : [],
    ),
  ]
}

/** Settings in lines, those within others by their whole names. */
function flat(value: Readonly<Record<string, unknown>>, name = ''): Named {
  return Object.entries(value).flatMap(([key, inner]): Named => {
    const whole = name === '' ? key : `${name}.${key}`
    if (typeof inner !== 'object' || inner === null || Array.isArray(inner)) return [[whole, inner]]
    return flat(inner as Readonly<Record<string, unknown>>, whole)
  })
}

/** A value in the unit that its name tells. */
function said(language: Language, name: string, value: unknown): string {
  if (value === null || value === '') return '—'
  if (Array.isArray(value)) return value.map((each) => said(language, name, each)).join('; ') || '—'
  if (typeof value === 'object' && 'countMax' in value && 'windowMs' in value) {
    return `${numberIn(language, Number(value.countMax))} / ${spanIn(language, Number(value.windowMs))}`
  }
  if (typeof value === 'object') {
    return flat(value as Readonly<Record<string, unknown>>)
      .map(([key, inner]) => `${key} ${said(language, key, inner)}`)
      .join(', ')
  }
  if (typeof value === 'boolean') return SYSTEM_WORDS[language].settings.isSet[value ? 'yes' : 'no']
  if (typeof value !== 'number') return String(value)
  if (!/Ms(Min|Max)?$/.test(name)) return numberIn(language, value)
  return value < 1000
    ? `${numberIn(language, value)} ${SYSTEM_WORDS[language].settings.ms}`
    : tookIn(language, value)
}
