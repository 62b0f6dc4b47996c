import { useQueryClient } from '@tanstack/react-query'
import { type ReactNode, useState } from 'react'
import type * as money from '../../../src/contract/money.ts'
import { CUSTOMER_WORDS } from '../../../src/words/panel/customers.ts'
import { SHELL_WORDS } from '../../../src/words/panel/shell.ts'
import { Choice } from '../ui/Choice.tsx'
import { textRule } from '../ui/Filled.tsx'
import { Form } from '../ui/Form.tsx'
import { TextField } from '../ui/fields.tsx'
import { useWords } from '../ui/language.tsx'
import { toast } from '../ui/toast.ts'
import { useOnce } from '../wire/use-once.ts'

const REASONS = ['granted', 'paid', 'corrected', 'refunded', 'charged-back'] as const

const WHY_MAX = 500

type Props = {
  readonly customer: string
  readonly name: string
  readonly onClose: () => void
}

/** Gives credits, or takes some: a wrong one is answered by another, rows are never edited. */
export function GrantCredits({ customer, name, onClose }: Props): ReactNode {
  const words = useWords(CUSTOMER_WORDS)
  const shell = useWords(SHELL_WORDS)
  const client = useQueryClient()
  const [amount, setAmount] = useState('')
  const [why, setWhy] = useState('')
  const [reason, setReason] = useState<(typeof REASONS)[number]>('granted')
  const credits = Number(amount)
  const whole = /^-?\d{1,9}$/.test(amount.trim()) && credits !== 0
  const isWhy = why.trim() !== '' && why.trim().length <= WHY_MAX
  const request = { params: { customer }, body: { credits, why: why.trim(), reason } }
  const does = useOnce<typeof money.giveCredits>('giveCredits', request)
  const given = async (): Promise<void> => {
    await client.invalidateQueries({ queryKey: ['customers'] })
    toast(words.granted(name))
  }
  return (
    <Form
      title={words.grant}
      act={
        !whole
          ? words.grant
          : credits > 0
            ? words.grantTo(credits, name)
            : words.takeFrom(credits, name)
      }
      ready={whole && isWhy}
      onClose={onClose}
      does={does}
      onDone={given}
    >
      <TextField
        name="credits"
        label={words.amount}
        rule={words.amountRule}
        wrong={!whole}
        description={words.amountHint}
        value={amount}
        inputMode="numeric"
        autoComplete="off"
        onChange={(event) => setAmount(event.currentTarget.value)}
      />
      <TextField
        name="why"
        label={words.reason}
        {...textRule(shell, why, WHY_MAX)}
        description={words.reasonHint}
        value={why}
        onChange={(event) => setWhy(event.currentTarget.value)}
      />
      <Choice
        label={words.kindOf}
        data={REASONS.map((value) => ({ value, label: words.reasons[value] }))}
        value={reason}
        onChange={(value) => setReason(REASONS.find((each) => each === value) ?? 'granted')}
      />
    </Form>
  )
}
