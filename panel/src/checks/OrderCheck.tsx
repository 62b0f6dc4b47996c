import { useQueryClient } from '@tanstack/react-query'
import { type ReactNode, useState } from 'react'
import { useLocation } from 'wouter'
import type * as contract from '../../../src/contract/checks.ts'
import { CHECK_WORDS } from '../../../src/words/panel/checks.ts'
import { Form } from '../ui/Form.tsx'
import { TextField, Tick } from '../ui/fields.tsx'
import { useWords } from '../ui/language.tsx'
import { toast } from '../ui/toast.tsx'
import { act } from '../wire/act.ts'
import { Reuse } from './Reuse.tsx'

/** Orders a check. */
export function OrderCheck({ onClose }: { readonly onClose: () => void }): ReactNode {
  const words = useWords(CHECK_WORDS)
  const client = useQueryClient()
  const [, go] = useLocation()
  const [target, setTarget] = useState('')
  const [customer, setCustomer] = useState('')
  const [inFront, setInFront] = useState(false)
  const [reuse, setReuse] = useState(false)
  const [once] = useState(() => crypto.randomUUID())
  const body = {
    target: target.trim(),
    ...(customer.trim() === '' ? {} : { customer: customer.trim() }),
    ...(inFront ? { inFront } : {}),
    ...(reuse ? { reuse } : {}),
  }
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
      ready={body.target !== ''}
      onClose={onClose}
      does={act<typeof contract.orderCheck>('orderCheck', { body }, { once })}
      onDone={({ id }) => ordered(id)}
    >
      <TextField
        label={words.target}
        description={words.targetHint}
        value={target}
        maxLength={500}
        autoComplete="off"
        spellCheck={false}
        data-autofocus
        onChange={(event) => setTarget(event.currentTarget.value)}
      />
      <TextField
        label={words.forWhom}
        description={words.forWhomHint}
        value={customer}
        maxLength={80}
        autoComplete="off"
        spellCheck={false}
        onChange={(event) => setCustomer(event.currentTarget.value)}
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
