import { useQueryClient } from '@tanstack/react-query'
import { type ReactNode, useState } from 'react'
import type * as contract from '../../../src/contract/watching.ts'
import { WATCHES_WORDS } from '../../../src/words/panel/watches.ts'
import { Form } from '../ui/Form.tsx'
import { TextField } from '../ui/fields.tsx'
import { useWords } from '../ui/language.tsx'
import { toast } from '../ui/toast.tsx'
import { act } from '../wire/act.ts'
import type { Watch } from '../wire/money-queries.ts'

type Props = {
  readonly customer: string
  /** What is changed; null for a new one. */
  readonly watch: Watch | null
  readonly onClose: () => void
}

const DAYS = 7

/** Watches a profile for a customer, or changes how it is watched. */
export function SetWatch({ customer, watch, onClose }: Props): ReactNode {
  const words = useWords(WATCHES_WORDS)
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
  const done = async (): Promise<void> => {
    await client.invalidateQueries({ queryKey: ['customers'] })
    toast(words.set(name))
  }
  return (
    <Form
      title={watch === null ? words.add : words.change}
      means={words.addMeans}
      act={watch === null ? words.add : words.change}
      ready={name !== '' && /^[1-9]\d?$/.test(days)}
      onClose={onClose}
      does={act<typeof contract.watchTarget>('watchTarget', { query: { customer }, body })}
      onDone={done}
    >
      <TextField
        label={words.profile}
        value={target}
        disabled={watch !== null}
        maxLength={200}
        autoComplete="off"
        spellCheck={false}
        onChange={(event) => setTarget(event.currentTarget.value)}
      />
      <TextField
        label={words.everyDays}
        value={days}
        inputMode="numeric"
        autoComplete="off"
        maxLength={2}
        onChange={(event) => setDays(event.currentTarget.value)}
      />
      <TextField
        label={words.quietHours}
        description={words.quietHint}
        value={quiet}
        placeholder="22:00-08:00"
        maxLength={20}
        autoComplete="off"
        onChange={(event) => setQuiet(event.currentTarget.value)}
      />
    </Form>
  )
}
