import { useQuery } from '@tanstack/react-query'
import { Fragment, type ReactNode } from 'react'
import { useLocation, useParams } from 'wouter'
import { type Language, numberIn } from '../../../src/words/language.ts'
import { SHELL_WORDS } from '../../../src/words/panel/shell.ts'
import { SYSTEM_WORDS } from '../../../src/words/panel/system.ts'
import { tookIn } from '../../../src/words/panel/time.ts'
import { Top } from '../frame/Top.tsx'
import '../style/page-system.css'
import { Loaded } from '../ui/Loaded.tsx'
import { useLanguage, useWords } from '../ui/language.tsx'
import { Tabs } from '../ui/Tabs.tsx'
import { listSettings } from '../wire/system-queries.ts'
import { People } from './People.tsx'
import { Tokens } from './Tokens.tsx'
import { You } from './You.tsx'

const SECTIONS = ['installation', 'tokens', 'people', 'you'] as const

/** What is it set to, and who may come in? */
export function Settings(): ReactNode {
  const { section = 'installation' } = useParams<{ section?: string }>()
  const words = useWords(SYSTEM_WORDS).settings
  const shell = useWords(SHELL_WORDS)
  const [, go] = useLocation()
  const chosen = SECTIONS.find((one) => one === section) ?? 'installation'
  return (
    <div className="page-system">
      <Top title={shell.pages.settings} />
      <div className="tools">
        <Tabs
          label={shell.pages.settings}
          chosen={chosen}
          onChoose={(to) => go(to === 'installation' ? '/settings' : `/settings/${to}`)}
          tabs={SECTIONS.map((key) => ({ key, name: words.sections[key] }))}
        />
      </div>
      {chosen === 'installation' ? <Installation /> : null}
      {chosen === 'tokens' ? <Tokens /> : null}
      {chosen === 'people' ? <People /> : null}
      {chosen === 'you' ? <You /> : null}
    </div>
  )
}

function Installation(): ReactNode {
  const words = useWords(SYSTEM_WORDS).settings
  const query = useQuery(listSettings())
  return (
    <Loaded query={query} rows={12}>
      {({ version, database, warnings, settings }) => (
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
                <dd>{warnings.join(' ')}</dd>
              </>
            )}
          </dl>
          {groupsOf(settings).map(([group, values]) => (
            <Group key={group} name={group} values={values} />
          ))}
        </section>
      )}
    </Loaded>
  )
}

type Named = readonly (readonly [string, unknown])[]

function Group({ name, values }: { readonly name: string; readonly values: Named }): ReactNode {
  const { language } = useLanguage()
  return (
    <>
      {name === '' ? null : <h2 className="mono">{name}</h2>}
      <dl className="values">
        {values.map(([key, value]) => (
          <Fragment key={key}>
            <dt className="mono">{key}</dt>
            <dd>{said(language, key, value)}</dd>
          </Fragment>
        ))}
      </dl>
    </>
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
  if (typeof value === 'object') {
    return flat(value as Readonly<Record<string, unknown>>)
      .map(([key, inner]) => `${key} ${said(language, key, inner)}`)
      .join(', ')
  }
  if (typeof value !== 'number') return String(value)
  if (!/Ms(Min|Max)?$/.test(name)) return numberIn(language, value)
  return value < 1000 ? `${numberIn(language, value)} ms` : tookIn(language, value)
}
