import { type ReactNode, useState } from 'react'
import { RESULT_WORDS } from '../../../src/words/panel/result.ts'
import { type PeopleSource, useHeard } from '../people/people-source.ts'
import { type Share, ShareChoice, takenBy } from '../people/Share.tsx'
import { Button } from '../ui/Button.tsx'
import { useLanguage, useWords } from '../ui/language.tsx'
import type { PeopleFilter } from '../wire/people-query.ts'
import { download, type Figures, type Format, type ListName, type Proof, saidOf } from './ask.ts'
import { IN_APP } from './telegram.ts'

const FORMATS = ['xlsx', 'csv', 'ndjson'] as const

type Props = {
  readonly proof: Proof
  readonly check: string
  readonly list: ListName
  readonly filter: PeopleFilter
  readonly figures: Figures
  readonly source: PeopleSource
}

/** Who is shown, or the whole list, as a file; nothing where it is not said. */
export function Downloads(props: Props): ReactNode {
  const { proof, check, list, filter, figures, source } = props
  const words = useWords(RESULT_WORDS)
  const { language } = useLanguage()
  const found = useHeard(source, (people) => people.foundIn(language))
  const [share, setShare] = useState<Share>('found')
  const [busy, setBusy] = useState<Format | null>(null)
  const [failed, setFailed] = useState<string | null>(null)
  const taken = takenBy(share, filter)
  const take = async (format: Format): Promise<void> => {
    setBusy(format)
    setFailed(null)
    try {
      await download(proof, { check, list, filter: taken, format })
    } catch (error) {
      setFailed(saidOf(error) ?? words.away.title)
    } finally {
      setBusy(null)
    }
  }
  const count = figures.counts[list]
  if (count === undefined || count.omitted !== null) return null
  if (IN_APP) return <p className="small dim">{words.inChat}</p>
  const known = count.count ?? count.atLeast
  return (
    <div className="act">
      <ShareChoice {...{ filter, found, known }} chosen={share} onChoose={setShare} />
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
