/** What was given as an account name cannot be one. */
export class AccountNameInvalidError extends Error {
  override readonly name = 'AccountNameInvalidError'
  readonly code = 'ACCOUNT_NAME_INVALID'
}

/**
 * An account's name as it was typed.
 * @throws AccountNameInvalidError ACCOUNT_NAME_INVALID
 */
export function accountName(typed: string): string {
  const name = typed
    .replace(/\p{Cf}/gu, '')
    .trim()
    .replace(/^@/, '')
    .toLowerCase()
  if (/^[a-z0-9._]{1,30}$/.test(name) && !/^\.+$/.test(name)) return name
  throw new AccountNameInvalidError(
    `${JSON.stringify(typed.slice(0, 60))} is no Instagram account name: letters, digits, dots and underscores, 30 at the most.`,
  )
}
