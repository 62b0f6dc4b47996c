import type { ReactNode } from 'react'
import { SHELL_WORDS } from '../../../src/words/panel/shell.ts'
import { PALETTE_KEYS } from '../frame/palette-keys.ts'
import { Button } from '../ui/Button.tsx'
import { Dialog } from '../ui/Dialog.tsx'
import { useWords } from '../ui/language.tsx'
import { PAGES } from './pages.ts'

/** All keys. */
export function KeysHelp({ onClose }: { readonly onClose: () => void }): ReactNode {
  const { keys, pages, close, undo, commands } = useWords(SHELL_WORDS)
  const rows: readonly (readonly [string, string])[] = [
    ...PAGES.flatMap(({ key, name }): [string, string][] =>
      key === null ? [] : [[`G ${key.toUpperCase()}`, `${keys.go}: ${pages[name]}`]],
    ),
    ['J K', keys.move],
    ['↵', keys.open],
    ['Space', keys.peek],
    ['/', keys.search],
    ['F', keys.filter],
    ['.', keys.resort],
    [PALETTE_KEYS, keys.palette],
    ['N', keys.order],
    ['R', keys.renew],
    ['L', keys.byHand],
    ['P', keys.pause],
    ['X', keys.retire],
    ['C', commands.title],
    ['Z', undo],
    ['T', keys.theme],
    ['Esc', keys.back],
    ['?', keys.help],
  ]
  return (
    <Dialog label={keys.title} className="dlg wide" onClose={onClose}>
      <h2>{keys.title}</h2>
      <dl className="kv keys">
        {rows.map(([key, means]) => (
          <div key={key}>
            <dt>
              {key.split(' ').map((one) => (
                <kbd className="kbd" key={one}>
                  {one}
                </kbd>
              ))}
            </dt>
            <dd>{means}</dd>
          </div>
        ))}
      </dl>
      <div className="ends">
        <Button onClick={onClose}>{close}</Button>
      </div>
    </Dialog>
  )
}
