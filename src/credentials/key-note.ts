/** What an operator should know about the keys. */
export type KeyNote =
  /** A first key was made there. */
  { readonly code: 'key-made'; readonly place: KeyPlace } | KeyReadable

/** Where keys are kept. */
export type KeyPlace =
  | { readonly kind: 'file'; readonly file: string }
  | {
      readonly kind: 'vault'
      readonly url: string
      readonly mount: string
      /** The name of the key there that seals ours. */
      readonly key: string
    }
  /** Keys are made in the first, and those of the second still open. */
  | { readonly kind: 'both'; readonly first: KeyPlace; readonly second: KeyPlace }

/** Others can read the key file. */
export type KeyReadable = {
  readonly code: 'key-readable'
  readonly file: string
  /** As the system writes it, such as 644. */
  readonly mode: string
}

/** Where a new key is made. */
export function placeOfNew(place: KeyPlace): KeyPlace {
  return place.kind === 'both' ? placeOfNew(place.first) : place
}
