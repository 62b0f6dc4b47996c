import type { ShellWords } from '../../../src/words/panel/shell.ts'
import type { IconName } from '../ui/Icon.tsx'

/** A place in the panel. */
export type Page = {
  readonly name: keyof ShellWords['pages']
  readonly path: string
  readonly icon: IconName
  /** The letter that goes there after G. */
  readonly key: string | null
  readonly group: 'work' | 'money' | 'system'
}

/** Where things are, in their order. */
export const PAGES: readonly Page[] = [
  { name: 'overview', path: '/', icon: 'overview', key: 'o', group: 'work' },
  { name: 'accounts', path: '/accounts', icon: 'accounts', key: 'a', group: 'work' },
  { name: 'checks', path: '/checks', icon: 'checks', key: 'c', group: 'work' },
  { name: 'logins', path: '/logins', icon: 'hand', key: 'l', group: 'work' },
  { name: 'customers', path: '/customers', icon: 'customers', key: 'u', group: 'money' },
  { name: 'ledger', path: '/ledger', icon: 'ledger', key: null, group: 'money' },
  { name: 'alerts', path: '/alerts', icon: 'alerts', key: 'b', group: 'system' },
  { name: 'evidence', path: '/evidence', icon: 'window', key: null, group: 'system' },
  { name: 'audit', path: '/audit', icon: 'audit', key: null, group: 'system' },
  { name: 'settings', path: '/settings', icon: 'settings', key: null, group: 'system' },
  { name: 'doctor', path: '/doctor', icon: 'doctor', key: null, group: 'system' },
]

/** The page that an address belongs to. */
export function pageAt(path: string): Page | null {
  const [overview, ...others] = PAGES
  if (path === '/') return overview ?? null
  return others.find((page) => path === page.path || path.startsWith(`${page.path}/`)) ?? null
}
