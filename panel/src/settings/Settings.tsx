import type { ReactNode } from 'react'
import { useLocation, useParams } from 'wouter'
import { SHELL_WORDS } from '../../../src/words/panel/shell.ts'
import { SYSTEM_WORDS } from '../../../src/words/panel/system.ts'
import { Top } from '../frame/Top.tsx'
import '../style/page-system.css'
import { useWords } from '../ui/language.tsx'
import { Tabs } from '../ui/Tabs.tsx'
import { Installation } from './Installation.tsx'
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
