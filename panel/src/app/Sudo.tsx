import type { ReactNode } from 'react'
import { useAsked } from '../wire/prove.ts'
import { lazily } from './lazily.tsx'

const Question = lazily(() => import('./SudoQuestion.tsx'), 'SudoQuestion')

/** Asks again who one is, when an act wants that. */
export function Sudo(): ReactNode {
  return useAsked() === null ? null : <Question />
}
