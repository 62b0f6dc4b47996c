/** A code as people type and paste it: with or without blanks and dashes. */
export function digitsOf(typed: string): string {
  return typed.replace(/[\s-]/g, '')
}

/** Whether it can be a code of an authenticator. */
export function isTotp(typed: string): boolean {
  return /^\d{6}$/.test(digitsOf(typed))
}
