import { useQueryClient } from '@tanstack/react-query'
import { type ReactNode, useState } from 'react'
import { useLocation } from 'wouter'
import type * as contract from '../../../src/contract/checks.ts'
import { CHECK_WORDS } from '../../../src/words/panel/checks.ts'
import { SHELL_WORDS } from '../../../src/words/panel/shell.ts'
import { CustomerField } from '../acts/CustomerField.tsx'
import { isTarget, TARGET_BLAMES, TARGET_MAX } from '../acts/target.ts'
import { shortRule, textRule } from '../ui/Filled.tsx'
import { Form } from '../ui/Form.tsx'
import { TextField, Tick } from '../ui/fields.tsx'
import { useWords } from '../ui/language.tsx'
import { toast } from '../ui/toast.ts'
import { useOnce } from '../wire/use-once.ts'
import { Reuse } from './Reuse.tsx'

const CUSTOMER_MAX = 80

type Props = {
  /** What is filled in: of whom, and for which customer. */
  readonly of: string
  readonly forWhom: string
  readonly onClose: () => void
}

/** Orders a check. */
export function OrderCheck({ of, forWhom, onClose }: Props): ReactNode {
  const words = useWords(CHECK_WORDS)
  const shell = useWords(SHELL_WORDS)
  const client = useQueryClient()
  const [, go] = useLocation()
  const [target, setTarget] = useState(of)
  const [customer, setCustomer] = useState(forWhom)
  const [inFront, setInFront] = useState(false)
  const [reuse, setReuse] = useState(false)
  const body = {
    target: target.trim(),
    ...(customer.trim() === '' ? {} : { customer: customer.trim() }),
    ...(inFront ? { inFront } : {}),
    ...(reuse ? { reuse } : {}),
  }
  const does = useOnce<typeof contract.orderCheck>('orderCheck', { body })
  const ordered = async (id: string): Promise<void> => {
    await client.invalidateQueries({ queryKey: ['checks'] })
    toast(words.ordered(body.target.replace(/^@/, '')))
    go(`/checks/${id}`)
  }
  return (
    <Form
      title={words.order}
      means={words.orderMeans}
      act={words.order}
      ready={isTarget(target) && customer.trim().length <= CUSTOMER_MAX}
      blames={{ ...TARGET_BLAMES, CUSTOMER_UNKNOWN: 'customer' }}
      onClose={onClose}
      does={does}
      onDone={({ id }) => ordered(id)}
    >
      <TextField
        name="target"
        label={words.target}
        {...textRule(shell, target, TARGET_MAX)}
        description={words.targetHint}
        value={target}
        autoComplete="off"
        spellCheck={false}
        onChange={(event) => setTarget(event.currentTarget.value)}
      />
      <CustomerField
        label={words.forWhom}
        {...shortRule(shell, customer, CUSTOMER_MAX)}
        hint={words.forWhomHint}
        value={customer}
        onChange={setCustomer}
      />
      <Reuse
        target={target.trim()}
        customer={body.customer ?? 'house'}
        chosen={reuse}
        onChoose={setReuse}
      />
      <div className="field-row">
        <Tick checked={inFront} onChange={(event) => setInFront(event.currentTarget.checked)}>
          {words.inFront}
        </Tick>
      </div>
    </Form>
  )
}
