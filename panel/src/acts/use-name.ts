import { useState } from 'react'

/** The name of a new account, which stays whichever way it comes in. */
export type NameDraft = { readonly typed: string; readonly type: (name: string) => void }

/** A name that is being typed, over what is filled in. */
export function useName(filled = ''): NameDraft {
  const [typed, type] = useState<string | null>(null)
  return { typed: typed ?? filled, type }
}
