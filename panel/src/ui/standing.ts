import { useLayoutEffect } from 'react'

/** Whether nothing has the keys, because what had them has gone. */
function areLost(): boolean {
  const { activeElement } = document
  return activeElement === null || activeElement === document.body
}

/**
 * Puts keys that have nothing at something that is read and not used, such as a heading: from there
 * a reader of screens goes on, and so does Tab.
 */
export function standAt(element: HTMLElement | null | undefined): void {
  if (element === null || element === undefined || !areLost()) return
  if (element.tabIndex < 0) element.tabIndex = -1
  element.focus({ preventScroll: true })
}

/** Once what is shown has gone, the keys are with whatever had them before. */
export function useGivenBack(): void {
  useLayoutEffect(() => {
    const before = document.activeElement
    return () => {
      // After what has the keys now has left the page.
      queueMicrotask(() => {
        if (before instanceof HTMLElement && before.isConnected && areLost()) before.focus()
      })
    }
  }, [])
}
