/** The lists of an export that are of use. */
export const EXPORT_LISTS = [
  'followers',
  'following',
  'pending',
  'recently-unfollowed',
  'close-friends',
  'restricted',
] as const

/** The name of a list of an export. */
export type ExportList = (typeof EXPORT_LISTS)[number]

/** What a file of an export is, by its name. */
export type ExportFile =
  /** A part of a list: its number, or null for the only one. */
  | { readonly kind: 'list'; readonly list: ExportList; readonly part: number | null }
  /** Whose export it is. */
  | { readonly kind: 'owner' }
  /** A list as a web page. */
  | { readonly kind: 'page' }

const NAMES: readonly (readonly [ExportList, RegExp])[] = [
  ['followers', /^followers(?:_(\d{1,6}))?$/],
  ['following', /^following(?:_(\d{1,6}))?$/],
  ['pending', /^pending_follow_requests(?:_(\d{1,6}))?$/],
  ['recently-unfollowed', /^recently_unfollowed_(?:accounts|profiles)(?:_(\d{1,6}))?$/],
  ['close-friends', /^close_friends(?:_(\d{1,6}))?$/],
  ['restricted', /^restricted_(?:profiles|accounts)(?:_(\d{1,6}))?$/],
]

/**
 * What the file at this path inside an export is, or null when it is of no use here. Folders have
 * changed over the years, and archives are packed with one more around them, so only the file's own
 * name decides (facts 9).
 */
export function exportFileAt(path: string): ExportFile | null {
  const [, stem = '', ending = ''] = /([^/]+)\.(json|html)$/.exec(path.toLowerCase()) ?? []
  if (stem === 'personal_information') return ending === 'json' ? { kind: 'owner' } : null
  for (const [list, name] of NAMES) {
    const found = name.exec(stem)
    if (!found) continue
    if (ending === 'html') return { kind: 'page' }
    return { kind: 'list', list, part: found[1] === undefined ? null : Number(found[1]) }
  }
  return null
}

/** What the name of an archive says: `instagram-<name>-YYYY-MM-DD-<random>.zip` (facts 9). */
export function archiveNamed(name: string): { readonly owner: string; readonly day: Date } | null {
  const found = /^instagram-([a-z0-9._]{1,30})-(\d{4}-\d\d-\d\d)(?:[-. (]|$)/i.exec(name)
  const day = new Date(found?.[2] ?? '')
  if (!found?.[1] || Number.isNaN(day.getTime())) return null
  return { owner: found[1].toLowerCase(), day }
}

/** Which parts of a list are missing: its files are counted from 1, without gaps. */
export function missingParts(parts: readonly (number | null)[]): readonly number[] {
  const numbers = new Set(parts.filter((part) => part !== null))
  const last = Math.max(0, ...numbers)
  return Array.from({ length: last }, (_, i) => i + 1).filter((part) => !numbers.has(part))
}
