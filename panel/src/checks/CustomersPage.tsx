import { type ReactNode, useState } from 'react'
import type * as links from '../../../src/contract/auth-links.ts'
import { CHECK_WORDS } from '../../../src/words/panel/checks.ts'
import { ActButton } from '../ui/ActButton.tsx'
import { Copy } from '../ui/Copy.tsx'
import { Dialog } from '../ui/Dialog.tsx'
import { useWords } from '../ui/language.tsx'
import { useOnce } from '../wire/use-once.ts'

/** Makes a link to the page that a customer sees. */
export function CustomersPage({ check }: { readonly check: string }): ReactNode {
  const words = useWords(CHECK_WORDS)
  const request = { params: { id: check }, body: {} }
  const does = useOnce<typeof links.createLink>('createLink', request)
  const [url, setUrl] = useState<string | null>(null)
  return (
    <>
      <ActButton
        icon="open"
        name={words.customersPage}
        does={does}
        renews={['links']}
        onDone={(made) => {
          setUrl(made.url ?? `${location.origin}${made.path}`)
          return null
        }}
      />
      {url === null ? null : (
        <Dialog label={words.customersPage} onClose={() => setUrl(null)}>
          <h2>{words.customersPage}</h2>
          <p>{words.linkMeans}</p>
          <p className="mono link-text">{url}</p>
          <div className="ends">
            <Copy text={url} />
            <a className="btn primary" href={url} target="_blank" rel="noreferrer noopener">
              {words.openPage}
            </a>
          </div>
        </Dialog>
      )}
    </>
  )
}
