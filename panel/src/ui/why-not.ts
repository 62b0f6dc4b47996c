import { SHELL_WORDS } from '../../../src/words/panel/shell.ts'
import type { Act } from '../wire/act.ts'
import { useLost } from '../wire/line.ts'
import { mayDo, useRole } from '../wire/reader.ts'
import { useWords } from './language.tsx'

/** What a button says of itself while it does nothing. */
type Still = { readonly 'aria-disabled'?: true; readonly title?: string }

/** Why an act cannot be done now, or by whoever looks; null where it can. */
export function useWhyNot({ id }: Pick<Act, 'id'>): string | null {
  const words = useWords(SHELL_WORDS)
  const lost = useLost()
  return useMayNot(id) ?? (lost ? words.notWhileLost : null)
}

/** Why whoever looks may not do an act, by its endpoint; null where he may. */
export function useMayNot(id: string): string | null {
  const words = useWords(SHELL_WORDS)
  const role = useRole()
  if (role === null || mayDo(role, id)) return null
  return role === 'read-only' ? words.error.looksOnly : words.error.ownerOnly
}

/** A button that does nothing for this reason. Pure. */
export function stillFor(why: string | null): Still {
  return why === null ? {} : { 'aria-disabled': true, title: why }
}
