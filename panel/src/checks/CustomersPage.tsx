import { type ReactNode, useState } from 'react'
import type * as links from '../../../src/contract/auth-links.ts'
import { CHECK_WORDS } from '../../../src/words/panel/checks.ts'
import { Button } from '../ui/Button.tsx'
import { Copy } from '../ui/Copy.tsx'
import { Dialog } from '../ui/Dialog.tsx'
import { useWords } from '../ui/language.tsx'
import { toast } from '../ui/toast.tsx'
import { call } from '../wire/call.ts'
import { messageOf } from '../wire/refused.ts'

/** Makes a link to the page that a customer sees. */
export function CustomersPage({ check }: { readonly check: string }): ReactNode {
  const words = useWords(CHECK_WORDS)
  const [url, setUrl] = useState<string | null>(null)
  const [busy, setBusy] = useState(false)
  const make = async (): Promise<void> => {
    setBusy(true)
    try {
      const request = { params: { id: check }, body: {} }
      const made = await call<typeof links.createLink>('createLink', request)
      setUrl(made.url ?? `${location.origin}${made.path}`)
    } catch (error) {
      toast(messageOf(error), { state: 'failed' })
    } finally {
      setBusy(false)
    }
  }
  return (
    <>
      <Button icon="open" busy={busy} onClick={() => void make()}>
        {words.customersPage}
      </Button>
      {url === null ? null : (
        <Dialog label={words.customersPage} onClose={() => setUrl(null)}>
          <h2>{words.customersPage}</h2>
          <p>{words.linkMeans}</p>
          <p className="mono link-text">{url}</p>
          <div className="ends">
            <Copy text={url} />
            <a className="btn primary" href={url} target="_blank" rel="noreferrer noopener">
              {words.customersPage}
            </a>
          </div>
        </Dialog>
      )}
    </>
  )
}
