import type { ReactNode } from 'react'
import { useSettled } from './settled.ts'

type Props = { readonly children: () => ReactNode }

/** What is drawn once all above it can be seen and used: an empty place for two frames. */
export function Later({ children }: Props): ReactNode {
  return useSettled() ? children() : <div className="later" aria-busy="true" />
}
