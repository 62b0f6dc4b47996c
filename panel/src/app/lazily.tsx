import { type ComponentType, lazy, type ReactNode, Suspense } from 'react'
import { Waiting } from '../ui/Waiting.tsx'
import { Unreachable } from '../wire/refused.ts'

type Loads = { (): ReactNode; preload: () => Promise<unknown> }

/** A page that is fetched when it is looked at, or when a pointer comes near its link. */
export function lazily<N extends string>(
  load: () => Promise<Readonly<Record<N, ComponentType>>>,
  name: N,
): Loads {
  const Inner = lazy(async () => {
    try {
      const page: ComponentType = (await load())[name]
      return { default: page }
    } catch {
      throw new Unreachable()
    }
  })
  const Page = (): ReactNode => (
    <Suspense fallback={<Waiting />}>
      <Inner />
    </Suspense>
  )
  return Object.assign(Page, { preload: load })
}
