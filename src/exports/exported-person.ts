import { z } from 'zod'

/** One person of an export, as far as it says anything about them. */
export type ExportedPerson = {
  readonly username: string
  /** What stood in the title beside the name; empty for nearly everybody. */
  readonly fullName: string
  /** When it began, in seconds since 1970; null when it does not say. */
  readonly sinceSeconds: number | null
}

/** In characters; Instagram's own limit is 30. */
const FULL_NAME_MAX = 150
/** The last second of the year 9999. */
const SECONDS_MAX = 253_402_300_799

const Text = z.string().catch('')
const Item = z.object({
  href: Text,
  value: Text,
  timestamp: z.number().int().positive().max(SECONDS_MAX).nullable().catch(null),
})
const Entry = z.object({ title: Text, string_list_data: z.array(Item).catch([]) })

/**
 * The people that one entry is about: one, as a rule. The name stands in `value`, since 2024 in
 * `title`, and sometimes in nothing but the address (facts 9). Nobody, when there is none.
 */
export function peopleIn(entry: unknown): readonly ExportedPerson[] {
  const parsed = Entry.safeParse(entry)
  if (!parsed.success) return []
  const title = repaired(parsed.data.title).trim()
  const { string_list_data: items } = parsed.data
  if (items.length === 0) {
    const username = nameIn(title)
    return username === null ? [] : [{ username, fullName: '', sinceSeconds: null }]
  }
  return items.flatMap(({ href, value, timestamp }) => {
    const username = nameIn(value) ?? nameInAddress(href) ?? nameIn(title)
    if (username === null) return []
    const fullName = nameIn(title) === null ? title.slice(0, FULL_NAME_MAX) : ''
    return [{ username, fullName, sinceSeconds: timestamp }]
  })
}

/** The export's own user, from `personal_information.json`; null when it does not say. */
export function ownerIn(text: string): string | null {
  // The keys are those of the user's language; the address of the profile is nowhere.
  const found = /"(?:Username|username)"\s*:\s*\{[^{}]*"value"\s*:\s*"([^"\\]+)"/.exec(text)
  return nameIn(found?.[1] ?? '')
}

/**
 * A text as it was before the export wrote each byte of its UTF-8 as a character of its own
 * (facts 9): `\u00d0\u0090` is the letter А. Others stay as they are.
 */
export function repaired(text: string): string {
  if (!/[\u0080-\u00ff]/.test(text) || /[\u0100-\uffff]/.test(text)) return text
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(Buffer.from(text, 'latin1'))
  } catch {
    return text
  }
}

/** Longer than a profile's name may be, because those of the deleted are. */
const NAME = /^[a-z0-9._]{1,64}$/

function nameIn(text: string): string | null {
  const name = text.trim().replace(/^@/, '').toLowerCase()
  return NAME.test(name) && /[a-z0-9_]/.test(name) ? name : null
}

function nameInAddress(href: string): string | null {
  const path = /^https?:\/\/(?:www\.)?instagram\.com\/(?:_u\/)?([^/?#]+)\/?(?:[?#].*)?$/i.exec(href)
  const name = nameIn(path?.[1] ?? '')
  return name === '_u' ? null : name
}
