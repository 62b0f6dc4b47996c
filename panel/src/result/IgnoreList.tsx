import { type ReactNode, useEffect, useState } from 'react'
import { RESULT_WORDS } from '../../../src/words/panel/result.ts'
import { Button } from '../ui/Button.tsx'
import { Dialog } from '../ui/Dialog.tsx'
import { useWords } from '../ui/language.tsx'
import { type Proof, saidOf } from './ask.ts'
import { heed, type Ignored, listIgnored } from './ignored.ts'

type Props = {
  readonly proof: Proof
  readonly onClose: () => void
  /** Somebody is seen again. */
  readonly onChange: () => void
}

/** Whom a customer does not want to see in any of his results, to be taken back one by one. */
export function IgnoreList({ proof, onClose, onChange }: Props): ReactNode {
  const words = useWords(RESULT_WORDS)
  const [people, setPeople] = useState<readonly Ignored[] | null>(null)
  const [failed, setFailed] = useState<string | null>(null)
  const awayTitle = words.away.title
  useEffect(() => {
    const control = new AbortController()
    listIgnored(proof, control.signal).then(setPeople, (error: unknown) => {
      if (!control.signal.aborted) setFailed(saidOf(error) ?? awayTitle)
    })
    return () => control.abort()
  }, [proof, awayTitle])
  const takeBack = async ({ pk, username }: Ignored): Promise<void> => {
    try {
      await heed(proof, { username, key: pk })
      setFailed(null)
      setPeople((now) => now?.filter((one) => one.pk !== pk) ?? null)
      onChange()
    } catch (error) {
      setFailed(saidOf(error) ?? awayTitle)
    }
  }
  return (
    <Dialog label={words.ignoreList} onClose={onClose}>
      <h2>{words.ignoreList}</h2>
      {failed === null ? null : (
        <p className="field-error" role="alert">
          {failed}
        </p>
      )}
      <ul className="ignored">
        {people?.map((person) => (
          <li key={person.pk}>
            <b className="cut" dir="ltr">
              {person.username}
            </b>
            <Button
              size="small"
              aria-label={words.heed(person.username)}
              onClick={() => void takeBack(person)}
            >
              {words.show}
            </Button>
          </li>
        ))}
      </ul>
      <Button onClick={onClose}>{words.close}</Button>
    </Dialog>
  )
}
