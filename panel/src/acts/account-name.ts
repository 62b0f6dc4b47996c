/** A name as it is typed or pasted: with or without @, or as the address of the profile. */
export function accountName(typed: string): string {
  const address = /^(?:https?:\/\/)?(?:www\.)?instagram\.com\/([^/?#]+)/i.exec(typed.trim())
  return (address?.[1] ?? typed).trim().replace(/^@/, '').toLowerCase()
}

/** Whether Instagram could have an account of that name. */
export function isAccountName(name: string): boolean {
  return /^[a-z0-9._]{1,30}$/.test(name)
}
