/** An instant as it goes over the wire; null for what has not happened. */
export function instant(at: Date | null): string | null {
  return at === null ? null : at.toISOString()
}
