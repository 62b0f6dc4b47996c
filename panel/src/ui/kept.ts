/** What a reader has chosen about how pages look and speak, and by which clock. */
export type Kept = 'theme' | 'language' | 'zone'

const YEAR_S = 365 * 24 * 60 * 60

/**
 * Keeps what was chosen here for the next visit: in a cookie, because the server writes it into the
 * page (`src/api/panel-given.ts`). A browser that keeps nothing follows its system every time.
 */
export function keep(name: Kept, value: string): void {
  // In the frame of Telegram on the web it is the cookie of another site.
  const isFramed = window.parent !== window
  const reach = isFramed ? 'samesite=none; secure; partitioned' : 'samesite=lax'
  try {
    // biome-ignore lint/suspicious/noDocumentCookie: the other way to it is not everywhere.
    document.cookie = `evercheck-${name}=${value}; path=/; max-age=${YEAR_S}; ${reach}`
  } catch {
    // It holds until this tab closes.
  }
}
