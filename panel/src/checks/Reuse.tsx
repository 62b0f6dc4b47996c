import { useQuery } from '@tanstack/react-query'
import { type ReactNode, useEffect, useState } from 'react'
import { CHANGES_WORDS } from '../../../src/words/panel/changes.ts'
import { CHECK_WORDS } from '../../../src/words/panel/checks.ts'
import { spanIn } from '../../../src/words/panel/time.ts'
import { Tick } from '../ui/fields.tsx'
import { useLanguage, useWords } from '../ui/language.tsx'
import { useNow } from '../wire/now.ts'
import { type CheckSummary, earlierChecks } from '../wire/queries.ts'
import { listSettings } from '../wire/system-queries.ts'

/** What could be the name of a profile. */
const PROFILE = /^@?[a-z0-9._]{2,30}$/i
const SETTLED_MS = 300
const HOUR_MS = 3_600_000
const DAY_HOURS = 24

type Props = {
  readonly target: string
  readonly customer: string
  readonly chosen: boolean
  readonly onChoose: (chosen: boolean) => void
}

/** Whether an order may take lists as an earlier check has read them, and how old they are. */
export function Reuse({ target, customer, chosen, onChoose }: Props): ReactNode {
  const words = useWords(CHANGES_WORDS)
  const names = useWords(CHECK_WORDS).list
  const { language } = useLanguage()
  const now = useNow()
  const settings = useQuery(listSettings())
  const hours = hoursIn(settings.data?.settings)
  const wanted = useSettled(target)
  const earlier = useQuery({ ...earlierChecks(wanted, customer), enabled: PROFILE.test(wanted) })
  const ages = agesOf(earlier.data?.items ?? [], now).filter(({ ms }) => ms < hours * HOUR_MS)
  const ago = (ms: number): string => spanIn(language, ms)
  const [first, second] = ages
  return (
    <div className="field-row">
      <Tick checked={chosen} onChange={(event) => onChoose(event.currentTarget.checked)}>
        {words.reuse}
      </Tick>
      <p className="field-hint of-tick" role="status">
        {first === undefined
          ? words.reuseMeans(String(hours))
          : second === undefined
            ? words.freshOne(names[first.list], ago(first.ms))
            : words.fresh(ago(first.ms), ago(second.ms))}
      </p>
    </div>
  )
}

type Age = { readonly list: 'followers' | 'following'; readonly ms: number }

/** How old the newest complete reading of each list is, followers first. Pure. */
function agesOf(checks: readonly CheckSummary[], now: Date): readonly Age[] {
  return (['followers', 'following'] as const).flatMap((list): readonly Age[] => {
    const ages = checks.flatMap(({ [list]: { readAt, confidence } }) => {
      const whole = confidence === 'exact' || confidence === 'confirmed'
      return whole && readAt !== null ? [now.getTime() - new Date(readAt).getTime()] : []
    })
    return ages.length === 0 ? [] : [{ list, ms: Math.min(...ages) }]
  })
}

/** How old a list may be, as the installation is set. */
function hoursIn(settings: Readonly<Record<string, unknown>> | undefined): number {
  const reading = settings?.reading
  const ms = typeof reading === 'object' && reading !== null && 'reuseMs' in reading
  return ms && typeof reading.reuseMs === 'number' ? reading.reuseMs / HOUR_MS : DAY_HOURS
}

/** What is typed, once it has not changed for a moment. */
function useSettled(text: string): string {
  const [settled, setSettled] = useState(text)
  useEffect(() => {
    const timer = window.setTimeout(() => setSettled(text), SETTLED_MS)
    return () => window.clearTimeout(timer)
  }, [text])
  return settled
}
