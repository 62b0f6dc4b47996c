import { useLocation, useSearch } from 'wouter'

type Change = Readonly<Record<string, string | null>>

/** What the address says after its question mark, and how to change it: Back undoes a change. */
export function useAddress(): readonly [
  URLSearchParams,
  (change: Change, replace?: boolean) => void,
] {
  const text = useSearch()
  const [path, go] = useLocation()
  const change = (changes: Change, replace = false): void => {
    // Whoever has gone on to another page changes nothing there.
    if (plain(window.location.pathname) !== plain(path)) return
    const next = new URLSearchParams(text)
    for (const [name, value] of Object.entries(changes)) {
      if (value === null || value === '') next.delete(name)
      else next.set(name, value)
    }
    const search = next.toString()
    go(search === '' ? path : `${path}?${search}`, { replace })
  }
  return [new URLSearchParams(text), change]
}

/** A path as it is read; one that nobody can read stays as it is. */
function plain(path: string): string {
  return readable(decodeURI, path)
}

/** What a part of a path names: an address typed by hand may be written as none is. */
export function nameIn(part: string): string {
  return readable(decodeURIComponent, part)
}

function readable(read: (text: string) => string, text: string): string {
  try {
    return read(text)
  } catch {
    return text
  }
}
