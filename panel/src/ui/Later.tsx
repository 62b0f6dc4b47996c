import type { ReactNode } from 'react'
import { useSettled } from './settled.ts'

type Props = {
  /** What stands in its place for so long. */
  readonly frame: ReactNode
  readonly children: () => ReactNode
}

/** What is drawn once all above it can be seen and used: its frame alone for two frames. */
export function Later({ frame, children }: Props): ReactNode {
  return useSettled() ? (
    children()
  ) : (
    <div className="later" aria-busy="true">
      {frame}
    </div>
  )
}
