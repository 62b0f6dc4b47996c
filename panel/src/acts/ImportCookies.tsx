import { useQueryClient } from '@tanstack/react-query'
import { type ReactNode, useState } from 'react'
import type * as contract from '../../../src/contract/accounts.ts'
import { ACCOUNT_WORDS } from '../../../src/words/panel/accounts.ts'
import { Form } from '../ui/Form.tsx'
import { TextField } from '../ui/fields.tsx'
import { useWords } from '../ui/language.tsx'
import { TextArea } from '../ui/TextArea.tsx'
import { toast } from '../ui/toast.tsx'
import { act } from '../wire/act.ts'
import type { AnswerOf } from '../wire/call.ts'

type Props = { readonly account: string; readonly onClose: () => void }

/** Takes over a session from the operator's own browser. */
export function ImportCookies({ account, onClose }: Props): ReactNode {
  const words = useWords(ACCOUNT_WORDS)
  const client = useQueryClient()
  const [cookies, setCookies] = useState('')
  const [userAgent, setUserAgent] = useState('')
  const agent = userAgent.trim() === '' ? {} : { userAgent: userAgent.trim() }
  const request = { params: { account }, body: { cookies, ...agent } }
  const hidden = { params: { account }, body: { cookies: '…', ...agent } }
  const taken = async ({ outcome, why }: AnswerOf<typeof contract.importAccount>) => {
    await client.invalidateQueries({ queryKey: ['sessions'] })
    await client.invalidateQueries({ queryKey: ['accounts'] })
    if (outcome !== 'imported') throw new Error(why ?? words.imported[outcome])
    toast(words.imported.imported)
  }
  return (
    <Form
      title={words.import}
      means={words.importMeans}
      act={words.import}
      ready={cookies.trim() !== ''}
      onClose={onClose}
      does={act<typeof contract.importAccount>('importAccount', request, { shown: hidden })}
      onDone={taken}
    >
      <TextArea
        label={words.cookies}
        description={words.cookiesHint}
        value={cookies}
        rows={6}
        autoComplete="off"
        spellCheck={false}
        onChange={(event) => setCookies(event.currentTarget.value)}
      />
      <TextField
        label={words.userAgent}
        value={userAgent}
        maxLength={512}
        autoComplete="off"
        spellCheck={false}
        onChange={(event) => setUserAgent(event.currentTarget.value)}
      />
    </Form>
  )
}
