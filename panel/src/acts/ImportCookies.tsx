import type { ReactNode } from 'react'
import { ACCOUNT_WORDS } from '../../../src/words/panel/accounts.ts'
import { Form } from '../ui/Form.tsx'
import { useWords } from '../ui/language.tsx'
import { CookieFields } from './CookieFields.tsx'
import { COOKIES_BLAMES, useCookies } from './use-cookies.ts'
import { useName } from './use-name.ts'
import { useTaken } from './use-taken.ts'

type Props = { readonly account: string; readonly onClose: () => void }

/** Takes over a session of an account from the operator's own browser. */
export function ImportCookies({ account, onClose }: Props): ReactNode {
  const words = useWords(ACCOUNT_WORDS)
  const draft = useCookies(useName(account))
  const taken = useTaken()
  return (
    <Form
      title={words.import}
      means={words.importMeans}
      act={words.import}
      ready={draft.ready}
      blames={COOKIES_BLAMES}
      onClose={onClose}
      does={draft.take}
      onDone={taken}
    >
      <CookieFields draft={draft} known />
    </Form>
  )
}
