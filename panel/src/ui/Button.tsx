import type { ComponentProps, MouseEvent, ReactNode } from 'react'
import { useRef } from 'react'
import { Icon, type IconName } from './Icon.tsx'
import { useKey } from './use-key.ts'

type Props = ComponentProps<'button'> & {
  readonly look?: 'plain' | 'primary' | 'human' | 'quiet' | 'danger'
  readonly size?: 'small' | 'tall'
  readonly icon?: IconName
  /** The key that does the same, and is shown for that. */
  readonly hotkey?: string
  /** A key that is shown; what it does is done elsewhere. */
  readonly hint?: string
  /** What it does is under way: it waits, and keeps its width. */
  readonly busy?: boolean
}

/** An act. It says what it will do. */
export function Button(props: Props): ReactNode {
  const { look, size, icon, hotkey, hint = hotkey, busy, children, ...rest } = props
  const element = useRef<HTMLButtonElement>(null)
  useKey(hotkey, () => element.current?.click())
  const click = (event: MouseEvent<HTMLButtonElement>): void => {
    if (isSecondOfTwo(event)) event.preventDefault()
    else rest.onClick?.(event)
  }
  const names = ['btn', look ?? '', size ?? '', busy === true ? 'busy' : '', rest.className ?? '']
  return (
    <button
      type="button"
      ref={element}
      {...rest}
      onClick={click}
      className={names.filter((name) => name !== '' && name !== 'plain').join(' ')}
      disabled={rest.disabled === true || busy === true}
      aria-busy={busy === true}
    >
      {icon === undefined ? null : <Icon name={icon} />}
      {children}
      {hint === undefined ? null : <kbd className="kbd only-wide">{hint}</kbd>}
    </button>
  )
}

/**
 * Whether a click is the second of a double click. Whoever double-clicks wants one act; the second
 * may hit what has taken the place of the button meanwhile.
 */
export function isSecondOfTwo({ detail }: { readonly detail: number }): boolean {
  return detail > 1
}
