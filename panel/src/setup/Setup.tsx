import { type ReactNode, useEffect, useState } from 'react'
import { useLocation } from 'wouter'
import type * as auth from '../../../src/contract/auth.ts'
import { ACCESS_WORDS } from '../../../src/words/panel/access.ts'
import { useArrival } from '../frame/arrival.ts'
import { PracticeBanner } from '../frame/PracticeBanner.tsx'
import { useSession } from '../frame/session.ts'
import { setPageTitle } from '../frame/title.ts'
import '../style/page-setup.css'
import { Bar } from '../ui/Bar.tsx'
import { Glyph } from '../ui/Glyph.tsx'
import { Icon } from '../ui/Icon.tsx'
import { LanguageSwitch } from '../ui/LanguageSwitch.tsx'
import { useWords } from '../ui/language.tsx'
import { Toasts } from '../ui/toast.tsx'
import { useAddress } from '../ui/use-search.ts'
import { Waiting } from '../ui/Waiting.tsx'
import { type AnswerOf, call } from '../wire/call.ts'
import { ChooseMeans } from './ChooseMeans.tsx'
import { FirstCheck } from './FirstCheck.tsx'
import { Messages } from './Messages.tsx'
import { Reader } from './Reader.tsx'

type Invitation = AnswerOf<typeof auth.readInvitation>

type State =
  | { readonly kind: 'loading' }
  | { readonly kind: 'over'; readonly hasSecret: boolean }
  | { readonly kind: 'invited'; readonly invitation: Invitation }

/** Taken once: it goes from the address when it has been used. */
const secret = location.hash.slice(1)

/** The steps of somebody who has signed in: leaving and coming back goes on there. */
const PLACES = ['account', 'messages', 'check'] as const

/** From the one-time link to the first finished check. */
export function Setup(): ReactNode {
  const words = useWords(ACCESS_WORDS).setup
  const [path, go] = useLocation()
  const session = useSession()
  const [address] = useAddress()
  const [before, setBefore] = useState(0)
  useEffect(() => setPageTitle(words.title), [words.title])
  useArrival(`${before} ${address.get('of')}`)
  const place = PLACES.findIndex((one) => path === `/setup/${one}`)
  const invited = secret !== '' && place < 0
  const step = invited ? before : Math.max(place, 0) + 2
  const to = (at: number): void => go(`/setup/${PLACES[at - 2]}`)
  // In place of the step that used the link up: Back does not lead to what is over.
  const begin = (): void => go(`/setup/${PLACES[0]}`, { replace: true })
  return (
    <div className="page-setup">
      <PracticeBanner />
      <div className="wz">
        <aside>
          <span className="brand">
            <Icon name="brand" />
            Evercheck
          </span>
          <ol>
            {words.steps.map((name, at) => (
              <li key={name} className={at < step ? 'done' : at === step ? 'now' : ''}>
                <span className="no">{at < step ? <Glyph state="done" /> : at + 1}</span>
                <span>
                  <b aria-current={at === step ? 'step' : undefined}>{name}</b>
                </span>
              </li>
            ))}
          </ol>
          {invited ? <p className="link-note small dim">{words.came}</p> : null}
        </aside>
        <main>
          <div className="bar-top">
            <span className="nowrap">{words.stepOf(step + 1, words.steps.length)}</span>
            <Bar value={step + 1} max={words.steps.length} look="ok" />
          </div>
          {invited ? (
            <Invited step={before} onStep={setBefore} onDone={begin} />
          ) : session.kind === 'unknown' ? (
            <Waiting />
          ) : session.kind !== 'operator' ? (
            <Over hasSecret={false} />
          ) : (
            <Signed step={step} onStep={to} />
          )}
        </main>
      </div>
      <Toasts />
    </div>
  )
}

type InvitedProps = {
  readonly step: number
  readonly onStep: (step: number) => void
  readonly onDone: () => void
}

/** Whoever came by the link. */
function Invited({ step, onStep, onDone }: InvitedProps): ReactNode {
  const [state, setState] = useState<State>({ kind: 'loading' })
  useEffect(() => {
    call<typeof auth.readInvitation>('readInvitation', { body: { secret } })
      .then((invitation) => setState({ kind: 'invited', invitation }))
      .catch(() => setState({ kind: 'over', hasSecret: true }))
  }, [])
  if (state.kind === 'loading') return <Waiting />
  if (state.kind === 'over') return <Over hasSecret={state.hasSecret} />
  return (
    <ChooseMeans
      secret={secret}
      invitation={state.invitation}
      step={step}
      onStep={onStep}
      onDone={() => {
        history.replaceState(null, '', location.pathname)
        if (state.invitation.operator === null) onDone()
        else location.assign('/')
      }}
    />
  )
}

function Signed(props: {
  readonly step: number
  readonly onStep: (at: number) => void
}): ReactNode {
  const { step, onStep } = props
  if (step === 2) return <Reader onNext={() => onStep(3)} />
  if (step === 3) return <Messages onNext={() => onStep(4)} />
  return <FirstCheck />
}

function Over({ hasSecret }: { readonly hasSecret: boolean }): ReactNode {
  const words = useWords(ACCESS_WORDS).setup
  return (
    <>
      <h1>{words.over}</h1>
      <p className="lead">{hasSecret ? words.overMeans : words.noSecret}</p>
      <LanguageSwitch />
    </>
  )
}
