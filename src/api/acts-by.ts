import type { Principal } from '../access/principal.ts'
import type { ActsBy } from '../words/remedy.ts'

/** By what whoever asks acts: who has signed in looks at the panel, a token serves a program. */
export function actsBy({ operatorId }: Principal): ActsBy {
  return operatorId === null ? 'commands' : 'buttons'
}
