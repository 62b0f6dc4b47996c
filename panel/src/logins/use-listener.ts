import { type RefObject, useEffect, useRef } from 'react'

/** Hears an event of an element, and may keep the browser from acting on it. */
export function useListener<K extends 'wheel' | 'beforeinput'>(
  element: RefObject<HTMLElement | null>,
  kind: K,
  hear: (event: HTMLElementEventMap[K]) => void,
): void {
  const latest = useRef(hear)
  useEffect(() => {
    latest.current = hear
  })
  // The element comes and goes: each time that what is around it is drawn it may be another.
  useEffect(() => {
    const { current } = element
    const heard = (event: HTMLElementEventMap[K]): void => latest.current(event)
    current?.addEventListener(kind, heard, { passive: false })
    return () => current?.removeEventListener(kind, heard)
  })
}
