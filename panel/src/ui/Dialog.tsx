import { type ReactNode, useEffect, useRef } from 'react'
import { useGivenBack } from './standing.ts'

type Props = {
  readonly label: string
  readonly onClose: () => void
  readonly className?: string
  readonly children: ReactNode
}

/** A window over the page. The browser keeps the focus in it; what had it before has it again. */
export function Dialog({ label, onClose, className, children }: Props): ReactNode {
  const element = useRef<HTMLDialogElement>(null)
  useGivenBack()
  useEffect(() => {
    const dialog = element.current
    if (dialog !== null && !dialog.open) {
      dialog.showModal()
      // Its first button may be its last line: what it is called is read before that.
      dialog.scrollTop = 0
    }
    return () => dialog?.close()
  }, [])
  return (
    <dialog
      ref={element}
      className={className ?? 'dlg'}
      aria-label={label}
      onCancel={(event) => {
        event.preventDefault()
        onClose()
      }}
      onClick={(event) => {
        if (event.target === element.current) onClose()
      }}
      onKeyDown={(event) => event.stopPropagation()}
    >
      {children}
    </dialog>
  )
}
