import { type ReactNode, useEffect } from 'react'
import { SHELL_WORDS } from '../../../src/words/panel/shell.ts'
import { clockIn } from '../../../src/words/panel/time.ts'
import { AsOf } from '../ui/AsOf.tsx'
import { Icon } from '../ui/Icon.tsx'
import { useWords } from '../ui/language.tsx'
import { ThemeButton } from '../ui/ThemeButton.tsx'
import { useLine } from '../wire/line.ts'
import { useNow } from '../wire/now.ts'
import { AsCommands } from './AsCommands.tsx'
import { useArrival } from './arrival.ts'
import { PALETTE_KEYS } from './palette-keys.ts'
import { openPalette } from './palette-state.ts'
import { setPageTitle } from './title.ts'

type Props = {
  readonly title: ReactNode
  /** What the tab is called, where the title is more than text. */
  readonly name?: string
  readonly crumb?: ReactNode
  readonly children?: ReactNode
}

/** The top of every page: where one is, its one main act, and what is the same everywhere. */
export function Top({ title, name, crumb, children }: Props): ReactNode {
  const words = useWords(SHELL_WORDS)
  const tab = name ?? (typeof title === 'string' ? title : '')
  useEffect(() => setPageTitle(tab), [tab])
  useArrival()
  const now = useNow()
  const line = useLine()
  const utc = now.toISOString().slice(11, 16)
  return (
    <header className="top">
      {crumb === undefined ? null : <span className="crumb only-wide">{crumb}</span>}
      <h1 className="cut" dir="auto">
        {title}
      </h1>
      <span className="grow" />
      {children}
      <AsCommands />
      <button className="jump" type="button" onClick={openPalette}>
        <Icon name="search" />
        {words.jump}
        <kbd className="kbd">{PALETTE_KEYS}</kbd>
      </button>
      <span className="live only-wide">
        <i className={line.kind === 'open' ? '' : 'off'} />
        {line.kind === 'open' ? words.live : words.notLive}
      </span>
      <AsOf at={now} />
      <time className="small mid nowrap only-wide" title={`${utc} UTC`}>
        {clockIn(now)}
      </time>
      <ThemeButton />
    </header>
  )
}
