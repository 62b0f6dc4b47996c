import type { ComponentProps, MouseEvent, ReactNode } from 'react'
import { useRef } from 'react'
import { Icon, type IconName } from './Icon.tsx'
import { toast } from './toast.ts'
import { useKey } from './use-key.ts'

type Props = ComponentProps<'button'> & {
  readonly look?: 'plain' | 'primary' | 'human' | 'quiet' | 'danger'
  readonly size?: 'small' | 'tall'
  readonly icon?: IconName
  /** The key that does the same, and is shown for that. */
  readonly hotkey?: string
  /** A key that is shown; what it does is done elsewhere. */
  readonly hint?: string
  /** What it does is under way: it waits, and keeps its width and the keys. */
  readonly busy?: boolean
  /** Each press counts, however quickly they come: it only shows more, or something else. */
  readonly repeats?: boolean
}

/** An act. It says what it will do. */
export function Button(props: Props): ReactNode {
  const { look, size, icon, hotkey, hint = hotkey, busy, repeats, children, ...rest } = props
  // What is disabled would lose the keys.
  const isStill = busy === true || rest['aria-disabled'] === true
  const element = useRef<HTMLButtonElement>(null)
  useKey(hotkey, () => element.current?.click())
  const click = (event: MouseEvent<HTMLButtonElement>): void => {
    const isToggle = rest['aria-pressed'] !== undefined
    const isTooMuch = repeats !== true && !isToggle && isSecondOfTwo(event)
    if (!isStill && !isTooMuch) {
      rest.onClick?.(event)
      return
    }
    event.preventDefault()
    // What a pointer reads over it, a finger and a key hear of.
    if (busy !== true && isStill && rest.title !== undefined) toast(rest.title, { state: 'parked' })
  }
  const names = ['btn', look ?? '', size ?? '', busy === true ? 'busy' : '', rest.className ?? '']
  return (
    <button
      type="button"
      ref={element}
      {...rest}
      onClick={click}
      className={names.filter((name) => name !== '' && name !== 'plain').join(' ')}
      aria-disabled={isStill ? true : undefined}
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
