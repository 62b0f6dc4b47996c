import { useState } from 'react'

/** The name of a new account, which stays whichever way it comes in. */
export type NameDraft = { readonly typed: string; readonly type: (name: string) => void }

/** A name that is being typed. */
export function useName(start = ''): NameDraft {
  const [typed, type] = useState(start)
  return { typed, type }
}
