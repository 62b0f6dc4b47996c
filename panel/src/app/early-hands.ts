import { keyOf } from '../ui/letters.ts'
import { isTyping } from '../ui/use-key.ts'

/**
 * Keeps what is done in a first frame that the server has drawn, until the panel is there to hear
 * it: buttons and keys that are pressed, and what is typed. What it gives puts the panel there, and
 * does all of it again.
 */
export function keepEarlyHands(root: HTMLElement): (putPanel: () => void) => void {
  const presses: (() => void)[] = []
  const click = (event: Event): void => {
    const button = event.target instanceof Element ? event.target.closest('button') : null
    if (button === null) return
    event.preventDefault()
    event.stopImmediatePropagation()
    presses.push(() => button.isConnected && button.click())
  }
  const key = (event: KeyboardEvent): void => {
    if (isTyping(event.target)) return
    // Browsers look for something with these: they are the panel's.
    if (event.key === '/' || (isCommand(event) && keyOf(event).toLowerCase() === 'k')) {
      event.preventDefault()
    } else if (isCommand(event)) return
    presses.push(() => document.body.dispatchEvent(new KeyboardEvent('keydown', sameKey(event))))
  }
  window.addEventListener('click', click, true)
  window.addEventListener('keydown', key, true)
  for (const held of root.querySelectorAll('[inert]')) held.removeAttribute('inert')
  return (putPanel) => {
    const typed = typedIn(root)
    putPanel()
    window.removeEventListener('click', click, true)
    window.removeEventListener('keydown', key, true)
    for (const [field, text] of typed) {
      field.value = text
      field.dispatchEvent(new Event('input', { bubbles: true }))
    }
    if (presses.length === 0) return
    // Keys are heard when the frame is there.
    requestAnimationFrame(() => {
      window.setTimeout(() => {
        for (const again of presses) again()
      })
    })
  }
}

function isCommand({ metaKey, ctrlKey, altKey }: KeyboardEvent): boolean {
  return metaKey || ctrlKey || altKey
}

function sameKey(event: KeyboardEvent): KeyboardEventInit {
  const { key, code, metaKey, ctrlKey, shiftKey } = event
  return { key, code, metaKey, ctrlKey, shiftKey, bubbles: true, cancelable: true }
}

/** Which fields do not say any more what they were drawn with, and what they say. */
function typedIn(root: HTMLElement): readonly (readonly [HTMLInputElement, string])[] {
  return [...root.querySelectorAll('input')]
    .filter((field) => field.value !== field.defaultValue)
    .map((field) => [field, field.value] as const)
}
