/** Who the reader does not want to see, kept on this device for one profile. */
export function ignoredOf(target: string): ReadonlySet<string> {
  try {
    const kept: unknown = JSON.parse(localStorage.getItem(keyOf(target)) ?? '[]')
    return new Set(Array.isArray(kept) ? kept.filter((one) => typeof one === 'string') : [])
  } catch {
    return new Set()
  }
}

/** Keeps them. */
export function keepIgnored(target: string, names: ReadonlySet<string>): void {
  try {
    localStorage.setItem(keyOf(target), JSON.stringify([...names]))
  } catch {
    // A browser that keeps nothing forgets with the page.
  }
}

function keyOf(target: string): string {
  return `evercheck-ignored-${target}`
}
