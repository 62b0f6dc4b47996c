/** The most characters that the server takes. */
export const TARGET_MAX = 500

/** Whether something stands where a profile is named; what it names, the server knows. */
export function isTarget(typed: string): boolean {
  const { length } = typed.trim()
  return length > 0 && length <= TARGET_MAX
}

/** The field that a refusal is about. */
export const TARGET_BLAMES = { TARGET_NAME_INVALID: 'target' } as const
