import { type ReactNode, useEffect } from 'react'
import { RESULT_WORDS } from '../../../src/words/panel/result.ts'
import { SHELL_WORDS } from '../../../src/words/panel/shell.ts'
import { longDateIn } from '../../../src/words/panel/time.ts'
import { AsOf } from '../ui/AsOf.tsx'
import { Button } from '../ui/Button.tsx'
import { Icon } from '../ui/Icon.tsx'
import { useLanguage, useWords } from '../ui/language.tsx'
import { ThemeButton } from '../ui/ThemeButton.tsx'
import { goTo, useAddress } from './address.ts'
import { endOf, isCustomer, type Proof } from './ask.ts'
import { Chosen } from './Chosen.tsx'
import { Failed } from './Failed.tsx'
import { Note } from './Note.tsx'
import { Result } from './Result.tsx'
import { Running } from './Running.tsx'
import { onTelegramBack } from './telegram.ts'
import { type Seen, useSeen } from './use-seen.ts'

/** Who does not follow back, and can I believe it? */
export function ResultPage({ proof }: { readonly proof: Proof | null }): ReactNode {
  return (
    <div className="pg">
      <Head />
      {proof === null ? <Unproved /> : <Read proof={proof} />}
    </div>
  )
}

function Read({ proof }: { readonly proof: Proof }): ReactNode {
  const words = useWords(RESULT_WORDS)
  const { language } = useLanguage()
  const chosen = useAddress('check')
  const { seen, isStale, look } = useSeen(proof, chosen, language)
  const title = titleOf(seen)
  useEffect(() => {
    document.title = title
  }, [title])
  const isStep = isCustomer(proof) && chosen !== null
  useEffect(() => {
    if (isStep) return onTelegramBack(() => goTo('check', null, 'push'))
  }, [isStep])
  return (
    <>
      <AsOf at={new Date()} />
      {isStale ? (
        <p className="stale" role="status">
          {words.offline}
        </p>
      ) : null}
      <Shown proof={proof} seen={seen} look={look} />
    </>
  )
}

type ShownProps = { readonly proof: Proof; readonly seen: Seen; readonly look: () => void }

function Shown({ proof, seen, look }: ShownProps): ReactNode {
  const words = useWords(RESULT_WORDS)
  switch (seen.kind) {
    case 'loading':
      return (
        <div className="sec dim" role="status">
          <p>{words.loading}</p>
          <p className="takes-long">{words.longCounts}</p>
        </div>
      )
    case 'away':
      return (
        <Note title={words.away.title} means={words.away.means}>
          <Button look="primary" onClick={look}>
            {words.tryAgain}
          </Button>
        </Note>
      )
    case 'refused':
      return <Refused proof={proof} />
    case 'deleted':
      return <Note title={words.deleted.title} means={words.deleted.means} />
    case 'running':
      return <Running check={seen.check} />
    case 'failed':
      return <Failed check={seen.check} isCustomer={isCustomer(proof)} />
    case 'customer':
      return <Chosen proof={proof} first={seen.checks} />
    case 'result':
      return <Result proof={proof} check={seen.check} figures={seen.figures} onChange={look} />
  }
}

/** Nobody has asked: the address says nothing of who reads. */
function Unproved(): ReactNode {
  const words = useWords(RESULT_WORDS)
  const isApp = location.pathname.endsWith('/app')
  const said = isApp ? words.unknown : words.cut
  return <Note title={said.title} means={said.means} />
}

function Refused({ proof }: { readonly proof: Proof }): ReactNode {
  const words = useWords(RESULT_WORDS)
  const { language } = useLanguage()
  if (isCustomer(proof)) return <Note title={words.unknown.title} means={words.unknown.means} />
  const end = endOf(proof)
  const isOver = end !== null && end.getTime() <= Date.now()
  const means = isOver ? words.expired.over(longDateIn(language, end)) : words.expired.means
  return <Note title={words.expired.title} means={means} />
}

function titleOf(seen: Seen): string {
  const name =
    seen.kind === 'result'
      ? seen.figures.target.username
      : seen.kind === 'running'
        ? (seen.check.targetNow ?? seen.check.target)
        : null
  return name === null ? 'Evercheck' : `@${name} · Evercheck`
}

function Head(): ReactNode {
  const shell = useWords(SHELL_WORDS)
  const { language, speak } = useLanguage()
  const other = language === 'ru' ? 'en' : 'ru'
  return (
    <header>
      <span className="brand">
        <Icon name="brand" />
        Evercheck
      </span>
      <span className="grow" />
      <Button look="quiet" size="small" lang={other} onClick={() => speak(other)}>
        {shell.language[other]}
      </Button>
      <ThemeButton />
    </header>
  )
}
