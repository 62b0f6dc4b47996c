import { type ReactNode, useState } from 'react'
import { RESULT_WORDS } from '../../../src/words/panel/result.ts'
import { Button } from '../ui/Button.tsx'
import { useWords } from '../ui/language.tsx'
import { download, type Figures, type Format, type ListName, type Proof, saidOf } from './ask.ts'
import { IN_APP } from './telegram.ts'

const FORMATS = ['xlsx', 'csv', 'ndjson'] as const

type Props = {
  readonly proof: Proof
  readonly check: string
  readonly list: ListName
  readonly figures: Figures
}

/** The list that is shown, as a file; nothing where it is not said. */
export function Downloads({ proof, check, list, figures }: Props): ReactNode {
  const words = useWords(RESULT_WORDS)
  const [busy, setBusy] = useState<Format | null>(null)
  const [failed, setFailed] = useState<string | null>(null)
  const take = async (format: Format): Promise<void> => {
    setBusy(format)
    setFailed(null)
    try {
      await download(proof, { check, list, format })
    } catch (error) {
      setFailed(saidOf(error) ?? words.away.title)
    } finally {
      setBusy(null)
    }
  }
  const count = figures.counts[list]
  if (count === undefined || count.omitted !== null) return null
  if (IN_APP) return <p className="small dim">{words.inChat}</p>
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
      {failed === null ? null : (
        <p className="field-error" role="alert">
          {failed}
        </p>
      )}
    </div>
  )
}
