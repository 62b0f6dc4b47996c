/** A name as it is typed, with or without @. */
export function accountName(typed: string): string {
  return typed.trim().replace(/^@/, '').toLowerCase()
}

/** Whether Instagram could have an account of that name. */
export function isAccountName(name: string): boolean {
  return /^[a-z0-9._]{1,30}$/.test(name)
}
