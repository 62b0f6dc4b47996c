import { useQueryClient } from '@tanstack/react-query'
import type { ReactNode } from 'react'
import { useLocation } from 'wouter'
import type * as contract from '../../../src/contract/customers.ts'
import { CUSTOMER_WORDS } from '../../../src/words/panel/customers.ts'
import { Confirm } from '../ui/Confirm.tsx'
import { useWords } from '../ui/language.tsx'
import { toast } from '../ui/toast.ts'
import { act } from '../wire/act.ts'

type Props = {
  readonly customer: string
  readonly name: string
  readonly onClose: () => void
}

/** Forgets a customer: the id is typed, because a name may be anything. */
export function ForgetCustomer({ customer, name, onClose }: Props): ReactNode {
  const words = useWords(CUSTOMER_WORDS)
  const client = useQueryClient()
  const [, go] = useLocation()
  return (
    <Confirm
      title={words.forgetTitle(name)}
      means={words.forgetMeans}
      act={words.forget}
      typed={customer}
      onClose={onClose}
      does={act<typeof contract.forgetCustomer>('forgetCustomer', { params: { customer } })}
      onDone={async ({ deletedChecks }) => {
        await client.invalidateQueries({ queryKey: ['customers'] })
        toast(words.forgotten(deletedChecks))
        go('/customers')
      }}
    />
  )
}
