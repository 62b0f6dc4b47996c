import { type ReactNode, useEffect, useState } from 'react'
import type * as checks from '../../../src/contract/checks.ts'
import type * as watching from '../../../src/contract/watching.ts'
import { RESULT_WORDS } from '../../../src/words/panel/result.ts'
import { Button } from '../ui/Button.tsx'
import { useWords } from '../ui/language.tsx'
import type { AnswerOf } from '../wire/call.ts'
import { ask, type Proof, saidOf, Unread } from './ask.ts'

type What = 'again' | 'watch' | 'quiet'
type Quoted = AnswerOf<typeof checks.quoteCheck>
type Watches = AnswerOf<typeof watching.listWatches>
type Watch = Watches['items'][number]

/** When nobody wants to hear of anything. */
const NIGHT = '22:00-08:00'

type Again =
  | { readonly kind: 'not-asked' }
  /** What it will cost was said; the next click orders it. */
  | { readonly kind: 'quoted'; readonly credits: number }
  | { readonly kind: 'ordered' }

/** What the customer himself can do: have it read again, and hear when it changes. */
export function Acts(props: { readonly proof: Proof; readonly target: string }): ReactNode {
  const { proof, target } = props
  const words = useWords(RESULT_WORDS)
  const [again, setAgain] = useState<Again>({ kind: 'not-asked' })
  const [watch, setWatch] = useState<Watch | null>(null)
  const [busy, setBusy] = useState<What | null>(null)
  const [failed, setFailed] = useState<string | null>(null)
  // The same key for every click on the same order: it is ordered once.
  const [once] = useState(() => crypto.randomUUID())
  useEffect(() => {
    const control = new AbortController()
    const isOfTarget = (one: Watch): boolean => one.target === target
    ask<Watches>(proof, '/watches', { signal: control.signal }).then(
      ({ items }) => setWatch((now) => now ?? items.find(isOfTarget) ?? null),
      () => undefined,
    )
    return () => control.abort()
  }, [proof, target])
  const during = async (what: What, act: () => Promise<void>): Promise<void> => {
    setBusy(what)
    setFailed(null)
    try {
      await act()
    } catch (error) {
      setFailed(saidOf(error) ?? words.notDone)
    } finally {
      setBusy(null)
    }
  }
  const quote = async (): Promise<void> => {
    const quoted = await ask<Quoted>(proof, '/checks/quote', { body: { target } })
    if (quoted.kind === 'quoted') setAgain({ kind: 'quoted', credits: quoted.price })
    else setFailed(quoted.kind === 'closed' ? words.failed.closed.title : words.unanswered)
  }
  const order = async (): Promise<void> => {
    await ask(proof, '/checks', { body: { target }, once })
    setAgain({ kind: 'ordered' })
  }
  const begin = async (quietHours: string | null): Promise<void> => {
    const kept = watch === null ? {} : { everyDays: watch.everyDays }
    setWatch(await ask<Watch>(proof, '/watches', { body: { target, quietHours, ...kept } }))
  }
  const end = async (): Promise<void> => {
    try {
      if (watch) await ask(proof, `/watches/${watch.id}`, { method: 'DELETE' })
    } catch (error) {
      // Another device may have ended it before.
      if (!(error instanceof Unread && error.code === 'WATCH_UNKNOWN')) throw error
    }
    setWatch(null)
  }
  return (
    <div className="act">
      {again.kind === 'ordered' ? (
        <p role="status">{words.ordered}</p>
      ) : (
        <Button
          icon="checks"
          look={again.kind === 'quoted' ? 'primary' : 'plain'}
          busy={busy === 'again'}
          onClick={() => void during('again', again.kind === 'quoted' ? order : quote)}
        >
          {again.kind === 'quoted' ? words.againPrice(again.credits) : words.again}
        </Button>
      )}
      <Button
        icon="alerts"
        busy={busy === 'watch'}
        onClick={() => void during('watch', watch === null ? () => begin(NIGHT) : end)}
      >
        {watch === null ? words.watch : words.watchEnd(watch.everyDays)}
      </Button>
      {watch === null ? null : (
        <Button
          busy={busy === 'quiet'}
          aria-pressed={watch.quietHours !== null}
          onClick={() =>
            void during('quiet', () => begin(watch.quietHours === null ? NIGHT : null))
          }
        >
          {words.quiet(watch.quietHours ?? NIGHT)}
        </Button>
      )}
      {failed === null ? null : (
        <p className="field-error" role="alert">
          {failed}
        </p>
      )}
    </div>
  )
}
