import { useQueryClient } from '@tanstack/react-query'
import { type ReactNode, useState } from 'react'
import type * as contract from '../../../src/contract/watching.ts'
import { SHELL_WORDS } from '../../../src/words/panel/shell.ts'
import { WATCHES_WORDS } from '../../../src/words/panel/watches.ts'
import { isTarget, TARGET_BLAMES, TARGET_MAX } from '../acts/target.ts'
import { textRule } from '../ui/Filled.tsx'
import { Form } from '../ui/Form.tsx'
import { TextField } from '../ui/fields.tsx'
import { useWords } from '../ui/language.tsx'
import { toast } from '../ui/toast.ts'
import { act } from '../wire/act.ts'
import type { Watch } from '../wire/money-queries.ts'

type Props = {
  readonly customer: string
  /** What is changed; null for a new one. */
  readonly watch: Watch | null
  readonly onClose: () => void
}

const DAYS = 7
const DAYS_MAX = 90
const QUIET = /^([01]?\d|2[0-3]):[0-5]\d\s*[-–]\s*([01]?\d|2[0-3]):[0-5]\d$/

/** Watches a profile for a customer, or changes how it is watched. */
export function SetWatch({ customer, watch, onClose }: Props): ReactNode {
  const words = useWords(WATCHES_WORDS)
  const shell = useWords(SHELL_WORDS)
  const client = useQueryClient()
  const [target, setTarget] = useState(watch?.target ?? '')
  const [days, setDays] = useState(String(watch?.everyDays ?? DAYS))
  const [quiet, setQuiet] = useState(watch?.quietHours ?? '')
  const name = target.trim().replace(/^@/, '')
  const body = {
    target: name,
    everyDays: Number(days),
    quietHours: quiet.trim() === '' ? null : quiet.trim(),
  }
  const isDays = /^\d{1,2}$/.test(days.trim()) && body.everyDays >= 1 && body.everyDays <= DAYS_MAX
  const isQuiet = quiet.trim() === '' || QUIET.test(quiet.trim())
  const done = async (): Promise<void> => {
    await client.invalidateQueries({ queryKey: ['customers'] })
    toast(words.set(name))
  }
  return (
    <Form
      title={watch === null ? words.add : words.change}
      means={words.addMeans}
      act={watch === null ? words.add : words.change}
      ready={isTarget(name) && isDays && isQuiet}
      blames={{ ...TARGET_BLAMES, QUIET_HOURS_INVALID: 'quietHours' }}
      onClose={onClose}
      does={act<typeof contract.watchTarget>('watchTarget', { query: { customer }, body })}
      onDone={done}
    >
      <TextField
        name="target"
        label={words.profile}
        {...textRule(shell, name, TARGET_MAX)}
        value={target}
        disabled={watch !== null}
        autoComplete="off"
        spellCheck={false}
        onChange={(event) => setTarget(event.currentTarget.value)}
      />
      <TextField
        name="everyDays"
        label={words.everyDays}
        rule={shell.wrong.whole(1, DAYS_MAX)}
        wrong={!isDays}
        value={days}
        inputMode="numeric"
        autoComplete="off"
        onChange={(event) => setDays(event.currentTarget.value)}
      />
      <TextField
        name="quietHours"
        label={words.quietHours}
        rule={words.quietRule}
        wrong={!isQuiet}
        description={words.quietHint}
        value={quiet}
        placeholder="22:00-08:00"
        autoComplete="off"
        onChange={(event) => setQuiet(event.currentTarget.value)}
      />
    </Form>
  )
}
