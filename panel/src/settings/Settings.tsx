import { useQuery } from '@tanstack/react-query'
import type { ReactNode } from 'react'
import { useLocation, useParams } from 'wouter'
import { SHELL_WORDS } from '../../../src/words/panel/shell.ts'
import { SYSTEM_WORDS } from '../../../src/words/panel/system.ts'
import { Top } from '../frame/Top.tsx'
import '../style/page-system.css'
import { Loaded } from '../ui/Loaded.tsx'
import { useWords } from '../ui/language.tsx'
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
            {flat(settings).map(([name, value]) => (
              <Value key={name} name={name} value={value} />
            ))}
            {warnings.length === 0 ? null : (
              <>
                <dt>{words.warnings}</dt>
                <dd>{warnings.join(' ')}</dd>
              </>
            )}
          </dl>
        </section>
      )}
    </Loaded>
  )
}

function Value({ name, value }: { readonly name: string; readonly value: string }): ReactNode {
  return (
    <>
      <dt className="mono">{name}</dt>
      <dd className="mono">{value}</dd>
    </>
  )
}

/** Settings in lines, those within others by their whole names. */
function flat(value: unknown, name = ''): readonly (readonly [string, string])[] {
  if (Array.isArray(value)) return [[name, value.map((each) => JSON.stringify(each)).join(', ')]]
  if (typeof value !== 'object' || value === null) return [[name, String(value ?? '—')]]
  return Object.entries(value).flatMap(([key, inner]) =>
    flat(inner, name === '' ? key : `${name}.${key}`),
  )
}
