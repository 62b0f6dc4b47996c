import { type ReactNode, useState } from 'react'
import { SHELL_WORDS } from '../../../src/words/panel/shell.ts'
import { Button } from '../ui/Button.tsx'
import { Copy } from '../ui/Copy.tsx'
import { Dialog } from '../ui/Dialog.tsx'
import { Icon } from '../ui/Icon.tsx'
import { useWords } from '../ui/language.tsx'
import { useAllOffered } from '../ui/offered.ts'
import { useKey } from '../ui/use-key.ts'

/** Everything that this page does at once, as commands to be copied; forms show their own. */
export function AsCommands(): ReactNode {
  const words = useWords(SHELL_WORDS)
  const offered = useAllOffered()
  const [open, setOpen] = useState(false)
  const none = offered.length === 0
  useKey(none ? undefined : 'C', () => setOpen(true))
  if (none) return null
  return (
    <>
      <button
        className="icon-btn only-wide"
        type="button"
        aria-label={words.commands.title}
        title={`${words.commands.title} (C)`}
        onClick={() => setOpen(true)}
      >
        <Icon name="terminal" />
      </button>
      {open ? (
        <Dialog
          label={words.commands.title}
          className="dlg wide commands"
          onClose={() => setOpen(false)}
        >
          <h2>{words.commands.title}</h2>
          <p>{words.commands.means}</p>
          {offered.some(({ curl }) => curl.includes('$EVERCHECK_SESSION')) ? (
            <p>{words.sessionIs}</p>
          ) : null}
          <ul>
            {offered.map(({ name, curl }) => (
              <li key={`${name} ${curl}`}>
                <div className="row">
                  <h3 className="grow">{name}</h3>
                  <Copy text={curl} />
                </div>
                <pre className="mono">{curl}</pre>
              </li>
            ))}
          </ul>
          <div className="ends">
            <Button onClick={() => setOpen(false)}>{words.close}</Button>
          </div>
        </Dialog>
      ) : null}
    </>
  )
}
