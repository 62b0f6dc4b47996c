import type { InlineKeyboardButton, InlineKeyboardMarkup } from 'grammy/types'

/** Rows of buttons; empty rows and buttons that are null are left out. */
export function keyboard(
  ...rows: readonly (readonly (InlineKeyboardButton | null)[])[]
): InlineKeyboardMarkup {
  const given = rows.map((row) => row.filter((button) => button !== null))
  return { inline_keyboard: given.filter((row) => row.length > 0) }
}

/** A button that is answered by us: a verb and what it is about, 64 bytes at the most. */
export function tap(
  text: string,
  data: string,
  style?: 'primary' | 'success' | 'danger',
): InlineKeyboardButton {
  return { text, callback_data: data, ...(style ? { style } : {}) }
}

/** A button that opens an address. */
export function opens(text: string, url: string): InlineKeyboardButton {
  return { text, url }
}
