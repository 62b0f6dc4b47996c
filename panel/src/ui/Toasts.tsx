import { type ReactNode, useSyncExternalStore } from 'react'
import { Link } from 'wouter'
import { SHELL_WORDS } from '../../../src/words/panel/shell.ts'
import { Button } from './Button.tsx'
import { Glyph } from './Glyph.tsx'
import { useWords } from './language.tsx'
import { useGivenBack } from './standing.ts'
import {
  closeToast,
  holdToast,
  letGoOfToast,
  listenToToasts,
  saidNow,
  type Toast,
  undoLast,
} from './toast.ts'

/** Where toasts appear. */
export function Toasts(): ReactNode {
  const shown = useSyncExternalStore(listenToToasts, saidNow)
  return (
    <div className="toasts" role="status" aria-live="polite">
      {shown === null ? null : <One toast={shown} />}
    </div>
  )
}

function One({ toast }: { readonly toast: Toast }): ReactNode {
  const words = useWords(SHELL_WORDS)
  useGivenBack()
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: it only waits while something is over it
    <div
      className="toast"
      onPointerEnter={holdToast}
      onPointerLeave={letGoOfToast}
      onFocus={holdToast}
      onBlur={letGoOfToast}
    >
      <Glyph state={toast.state} />
      <span className="grow">{toast.text}</span>
      {toast.way === undefined ? null : (
        <Link className="btn small" href={toast.way.href} onClick={closeToast}>
          {toast.way.name}
        </Link>
      )}
      {toast.undo === undefined ? null : (
        <Button look="quiet" size="small" hint="Z" onClick={undoLast}>
          {words.undo}
        </Button>
      )}
    </div>
  )
}
