import { useQueryClient } from '@tanstack/react-query'
import { type ReactNode, useState } from 'react'
import { useLocation } from 'wouter'
import type * as contract from '../../../src/contract/customers.ts'
import { LANGUAGES } from '../../../src/words/language.ts'
import { CUSTOMER_WORDS } from '../../../src/words/panel/customers.ts'
import { SHELL_WORDS } from '../../../src/words/panel/shell.ts'
import { Choice } from '../ui/Choice.tsx'
import { textRule } from '../ui/Filled.tsx'
import { Form } from '../ui/Form.tsx'
import { TextField } from '../ui/fields.tsx'
import { useLanguage, useWords } from '../ui/language.tsx'
import { toast } from '../ui/toast.ts'
import { useOnce } from '../wire/use-once.ts'

const NAME_MAX = 200

/** Enters a customer. */
export function AddCustomer({ onClose }: { readonly onClose: () => void }): ReactNode {
  const words = useWords(CUSTOMER_WORDS)
  const shell = useWords(SHELL_WORDS)
  const own = useLanguage()
  const client = useQueryClient()
  const [, go] = useLocation()
  const [name, setName] = useState('')
  const [language, setLanguage] = useState(own.language)
  const zone = Intl.DateTimeFormat().resolvedOptions().timeZone
  const body = { name: name.trim(), language, zone }
  const isName = body.name !== '' && body.name.length <= NAME_MAX
  const does = useOnce<typeof contract.addCustomer>('addCustomer', { body })
  const added = async (id: string): Promise<void> => {
    await client.invalidateQueries({ queryKey: ['customers'] })
    toast(words.added(body.name))
    go(`/customers/${encodeURIComponent(id)}`)
  }
  return (
    <Form
      title={words.add}
      means={words.addMeans}
      act={words.add}
      ready={isName}
      onClose={onClose}
      does={does}
      onDone={({ id }) => added(id)}
    >
      <TextField
        name="name"
        label={words.name}
        {...textRule(shell, name, NAME_MAX)}
        value={name}
        onChange={(event) => setName(event.currentTarget.value)}
      />
      <Choice
        label={words.language}
        data={LANGUAGES.map((value) => ({ value, label: shell.language[value] }))}
        value={language}
        onChange={(value) => setLanguage(LANGUAGES.find((each) => each === value) ?? 'en')}
      />
    </Form>
  )
}
