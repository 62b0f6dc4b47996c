import { type ReactNode, useState } from 'react'
import { RESULT_WORDS } from '../../../src/words/panel/result.ts'
import { Button } from '../ui/Button.tsx'
import { useWords } from '../ui/language.tsx'
import { download, type ListName, type Proof } from './ask.ts'

const FORMATS = ['xlsx', 'csv', 'ndjson'] as const

type Props = { readonly proof: Proof; readonly check: string; readonly list: ListName }

/** The list that is shown, as a file. */
export function Downloads({ proof, check, list }: Props): ReactNode {
  const words = useWords(RESULT_WORDS)
  const [busy, setBusy] = useState<string | null>(null)
  const [failed, setFailed] = useState(false)
  const take = async (format: (typeof FORMATS)[number]): Promise<void> => {
    setBusy(format)
    setFailed(false)
    try {
      await download(proof, check, list, format)
    } catch {
      setFailed(true)
    } finally {
      setBusy(null)
    }
  }
  return (
    <div className="act">
      {FORMATS.map((format) => (
        <Button
          key={format}
          icon="download"
          busy={busy === format}
          onClick={() => void take(format)}
        >
          {format === 'ndjson' ? 'JSON' : format.toUpperCase()}
          <span className="vh">{words.download}</span>
        </Button>
      ))}
      {failed ? (
        <p className="field-error" role="alert">
          {words.offline}
        </p>
      ) : null}
    </div>
  )
}
