import type { ComponentProps, ReactNode } from 'react'
import { Icon, type IconName } from './Icon.tsx'

type Props = ComponentProps<'button'> & {
  readonly look?: 'plain' | 'primary' | 'human' | 'quiet' | 'danger'
  readonly size?: 'small' | 'tall'
  readonly icon?: IconName
  /** The key that does the same. */
  readonly hint?: string
  /** What it does is under way: it waits, and keeps its width. */
  readonly busy?: boolean
}

/** An act. It says what it will do. */
export function Button({ look, size, icon, hint, busy, children, ...rest }: Props): ReactNode {
  const names = ['btn', look ?? '', size ?? '', busy === true ? 'busy' : '', rest.className ?? '']
  return (
    <button
      type="button"
      {...rest}
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
