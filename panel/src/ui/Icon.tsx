import type { ReactElement } from 'react'

/** The strokes of every icon, on a field of sixteen. */
const STROKES = {
  brand: (
    <>
      <path d="M13.8 6.2A6.3 6.3 0 1 0 14.3 8" strokeWidth="1.9" />
      <path d="m5 8.2 2.3 2.3L14 3.3" strokeWidth="1.9" />
    </>
  ),
  overview: (
    <>
      <path d="M1.5 8.5h2.8l1.8-5 3.4 9 1.8-4h3.2" />
    </>
  ),
  accounts: (
    <>
      <circle cx="8" cy="5.2" r="2.7" />
      <path d="M2.8 14c.5-2.8 2.5-4.2 5.2-4.2s4.7 1.4 5.2 4.2" />
    </>
  ),
  checks: (
    <>
      <path d="M6.5 4h7M6.5 8h7M6.5 12h7" />
      <path d="m1.8 4 .9.9 1.6-1.8M1.8 8l.9.9 1.6-1.8M1.8 12l.9.9 1.6-1.8" />
    </>
  ),
  hand: (
    <>
      <path d="M5.4 8V3.4a1 1 0 0 1 2 0V7m0-.5v-4a1 1 0 0 1 2 0V7m0-3a1 1 0 0 1 2 0v3.4m0-1.4a1 1 0 0 1 2 0v3.6c0 3-1.7 4.9-4.4 4.9-2 0-3.2-.9-4.1-2.5L2.7 9.1c-.5-.9.7-1.7 1.5-.9L5.4 9.6V8" />
    </>
  ),
  customers: (
    <>
      <circle cx="6" cy="5.5" r="2.3" />
      <path d="M1.6 13.3c.4-2.5 2-3.8 4.4-3.8s4 1.3 4.4 3.8M10.5 3.5a2.2 2.2 0 0 1 0 4.1M12 10c1.4.5 2.2 1.7 2.5 3.3" />
    </>
  ),
  ledger: (
    <>
      <rect x="2.5" y="2" width="11" height="12" rx="1.5" />
      <path d="M5.5 5.5h5M5.5 8.2h5M5.5 10.9h2.8" />
    </>
  ),
  alerts: (
    <>
      <path d="M8 2a4 4 0 0 0-4 4v2.6L2.8 11.5h10.4L12 8.6V6a4 4 0 0 0-4-4ZM6.6 13.7c.7.6 2.1.6 2.8 0" />
    </>
  ),
  audit: (
    <>
      <path d="M3.5 2h6l3 3v9h-9zM9.5 2v3h3" />
      <path d="m5.7 9.7 1.5 1.5 2.9-3" />
    </>
  ),
  settings: (
    <>
      <path d="M2 4.5h7M12.5 4.5H14M2 11.5h1.5M7 11.5h7" />
      <circle cx="10.7" cy="4.5" r="1.7" />
      <circle cx="5.2" cy="11.5" r="1.7" />
    </>
  ),
  doctor: (
    <>
      <path d="M3.5 2v3.8a3 3 0 0 0 6 0V2M2.7 2h1.7M8.6 2h1.7M6.5 8.8v1.7a3 3 0 0 0 6 0V9.3" />
      <circle cx="12.5" cy="7.8" r="1.4" />
    </>
  ),
  search: (
    <>
      <circle cx="7" cy="7" r="4.3" />
      <path d="m10.3 10.3 3.5 3.5" />
    </>
  ),
  sun: (
    <>
      <circle cx="8" cy="8" r="2.8" />
      <path d="M8 1.5v1.3M8 13.2v1.3M1.5 8h1.3M13.2 8h1.3M3.4 3.4l.9.9M11.7 11.7l.9.9M3.4 12.6l.9-.9M11.7 4.3l.9-.9" />
    </>
  ),
  moon: (
    <>
      <path d="M13.5 9.7A5.8 5.8 0 0 1 6.3 2.5a5.8 5.8 0 1 0 7.2 7.2Z" />
    </>
  ),
  system: (
    <>
      <rect x="1.8" y="2.5" width="12.4" height="8.5" rx="1.2" />
      <path d="M5.5 13.8h5M8 11v2.8" />
    </>
  ),
  renew: (
    <>
      <path d="M13.5 8a5.5 5.5 0 0 1-9.7 3.5M2.5 8a5.5 5.5 0 0 1 9.7-3.5" />
      <path d="M12.5 1.8v2.9H9.6M3.5 14.2v-2.9h2.9" />
    </>
  ),
  window: (
    <>
      <rect x="1.8" y="2.8" width="12.4" height="10.4" rx="1.5" />
      <path d="M1.8 5.8h12.4M4 4.3h.01M5.8 4.3h.01" />
    </>
  ),
  pause: (
    <>
      <path d="M5.5 3.5v9M10.5 3.5v9" />
    </>
  ),
  more: (
    <>
      <circle cx="3.5" cy="8" r=".7" fill="currentColor" />
      <circle cx="8" cy="8" r=".7" fill="currentColor" />
      <circle cx="12.5" cy="8" r=".7" fill="currentColor" />
    </>
  ),
  grid: (
    <>
      <path d="M2.5 2.5H7V7H2.5zM9 2.5h4.5V7H9zM2.5 9H7v4.5H2.5zM9 9h4.5v4.5H9z" />
    </>
  ),
  plus: (
    <>
      <path d="M8 3v10M3 8h10" />
    </>
  ),
  play: (
    <>
      <path d="M5 3.2v9.6L12.5 8z" />
    </>
  ),
  close: (
    <>
      <path d="m3.5 3.5 9 9M12.5 3.5l-9 9" />
    </>
  ),
  telegram: (
    <>
      <path d="M14 2.5 1.8 7.3l4.2 1.7L12 4.5 7.5 9.8l4.6 3.5z" />
    </>
  ),
  mail: (
    <>
      <rect x="1.8" y="3.2" width="12.4" height="9.6" rx="1.5" />
      <path d="m2.5 4.5 5.5 4.3 5.5-4.3" />
    </>
  ),
  open: (
    <>
      <path d="M6.5 3H3v10h10V9.5M9.5 2.5h4v4M13.2 2.8 7.5 8.5" />
    </>
  ),
  filter: (
    <>
      <path d="M2 4h12M4.5 8h7M6.7 12h2.6" />
    </>
  ),
  lock: (
    <>
      <rect x="3" y="7" width="10" height="7" rx="1.5" />
      <path d="M5.2 7V5a2.8 2.8 0 0 1 5.6 0v2" />
    </>
  ),
  back: (
    <>
      <path d="M3 6.5h6.5a3.5 3.5 0 0 1 0 7H6M3 6.5 6 3.5M3 6.5l3 3" />
    </>
  ),
  download: (
    <>
      <path d="M8 2v8M4.8 7 8 10.2 11.2 7M2.5 13.5h11" />
    </>
  ),
  verified: (
    <>
      <circle cx="8" cy="8" r="6.2" fill="currentColor" stroke="none" />
      <path d="m5.2 8.2 1.9 1.9 3.7-4" stroke="var(--ec-surface)" />
    </>
  ),
  sort: (
    <>
      <path d="M5 3v10M2.5 10.5 5 13l2.5-2.5M11 13V3M8.5 5.5 11 3l2.5 2.5" />
    </>
  ),
  eye: (
    <>
      <path d="M1.6 8S4 3.6 8 3.6 14.4 8 14.4 8 12 12.4 8 12.4 1.6 8 1.6 8z" />
      <circle cx="8" cy="8" r="1.9" />
    </>
  ),
  ignore: (
    <>
      <path d="M2 2l12 12M6.5 6.6a2 2 0 0 0 2.9 2.9M4.2 4.5C2.7 5.5 1.8 7 1.5 8c.9 2.5 3.5 4.5 6.5 4.5 1.2 0 2.3-.3 3.3-.8M7 3.6C10.7 3.1 13.6 5.3 14.5 8c-.2.6-.6 1.4-1.2 2.1" />
    </>
  ),
  clock: (
    <>
      <circle cx="8" cy="8" r="6" />
      <path d="M8 4.5V8l2.5 1.5" />
    </>
  ),
  copy: (
    <>
      <rect x="5.5" y="5.5" width="8" height="8.5" rx="1.5" />
      <path d="M10.5 3.5v-.3c0-.7-.5-1.2-1.2-1.2H3.7c-.7 0-1.2.5-1.2 1.2v6.6c0 .7.5 1.2 1.2 1.2H4" />
    </>
  ),
  key: (
    <>
      <circle cx="5.2" cy="10.8" r="2.7" />
      <path d="m7.2 8.8 5.8-5.8M10.4 5.6l2 2" />
    </>
  ),
  terminal: (
    <>
      <rect x="1.8" y="2.8" width="12.4" height="10.4" rx="1.5" />
      <path d="m4.5 6 2.2 2-2.2 2M8.5 10.2h3" />
    </>
  ),
} satisfies Readonly<Record<string, ReactElement>>

export type IconName = keyof typeof STROKES

/** An icon beside a word that says the same: it is hidden from those who cannot see it. */
export function Icon({ name }: { readonly name: IconName }): ReactElement {
  return (
    <svg className="i" viewBox="0 0 16 16" aria-hidden="true">
      {STROKES[name]}
    </svg>
  )
}
