import type { ReactNode } from 'react'
import { asOfIn } from '../../../src/words/panel/time.ts'
import { useLanguage } from './language.tsx'

/** Of which moment a sheet of paper is: what else it says of time may lack the day. */
export function AsOf({ at }: { readonly at: Date }): ReactNode {
  const { language } = useLanguage()
  return <time className="on-paper as-of">{asOfIn(language, at)}</time>
}
