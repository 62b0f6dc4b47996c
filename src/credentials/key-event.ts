/** What happens to the keys; never a key. */
export type KeyEvent =
  /** Running processes hold other keys than before, by their names, the one that seals first. */
  | { readonly kind: 'keys-changed'; readonly keys: readonly string[] }
  /** The token of the Vault could not be prolonged, and what that means. */
  | { readonly kind: 'vault-token-unrenewed'; readonly why: string }

export type TellKeys = (event: KeyEvent) => void
