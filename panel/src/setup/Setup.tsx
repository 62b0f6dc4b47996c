import { type ReactNode, useCallback, useEffect, useState } from 'react'
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
import { useTyped } from './use-typed.ts'

type Invitation = AnswerOf<typeof auth.readInvitation>

type State =
  | { readonly kind: 'loading' }
  | { readonly kind: 'over'; readonly hasSecret: boolean }
  | { readonly kind: 'invited'; readonly invitation: Invitation }

/** Taken once: it goes from the address when it has been used. */
let secret = location.hash.slice(1)

/** The second step of the link, where one chooses how to sign in. */
const MEANS = 'means'

/** The steps of somebody who has signed in: leaving and coming back goes on there. */
const PLACES = ['account', 'messages', 'check'] as const

/** From the one-time link to the first finished check. */
export function Setup(): ReactNode {
  const words = useWords(ACCESS_WORDS).setup
  const [path, go] = useLocation()
  const session = useSession()
  const [address] = useAddress()
  useEffect(() => setPageTitle(words.title), [words.title])
  const place = PLACES.findIndex((one) => path === `/setup/${one}`)
  const invited = secret !== '' && place < 0
  const chosen = address.get('step') === MEANS ? 1 : 0
  const step = invited ? chosen : Math.max(place, 0) + 2
  useArrival(`${step} ${address.get('of')}`)
  const to = (at: number): void => go(`/setup/${PLACES[at - 2]}`)
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
            <Invited step={chosen} />
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

/** Whoever came by the link. */
function Invited({ step }: { readonly step: number }): ReactNode {
  const [, go] = useLocation()
  const [state, setState] = useState<State>({ kind: 'loading' })
  useEffect(() => {
    call<typeof auth.readInvitation>('readInvitation', { body: { secret } })
      .then((invitation) => setState({ kind: 'invited', invitation }))
      .catch(() => setState({ kind: 'over', hasSecret: true }))
  }, [])
  const toStart = useCallback(() => {
    if (history.state === null) go(`/setup#${secret}`, { replace: true })
    else history.back()
  }, [go])
  if (state.kind === 'loading') return <Waiting />
  if (state.kind === 'over') return <Over hasSecret={state.hasSecret} />
  const { operator } = state.invitation
  return (
    <ChooseMeans
      secret={secret}
      invitation={state.invitation}
      step={step}
      onNext={(name) => {
        history.replaceState({ name }, '')
        go(`/setup?step=${MEANS}#${secret}`, { state: { name } })
      }}
      onBack={toStart}
      onDone={() => {
        leaveLink(() => {
          if (operator === null) go(`/setup/${PLACES[0]}`, { replace: true })
          else location.replace('/')
        })
      }}
    />
  )
}

/** Goes on in place of the link, which is used up: Back does not lead to what is over. */
function leaveLink(goOn: () => void): void {
  secret = ''
  // Its first step lies behind the second, but where the second was opened by itself.
  if (history.state === null) {
    goOn()
    return
  }
  window.addEventListener('popstate', goOn, { once: true })
  history.back()
}

function Signed(props: {
  readonly step: number
  readonly onStep: (at: number) => void
}): ReactNode {
  const { step, onStep } = props
  const typed = useTyped()
  if (step === 2) return <Reader typed={typed} onNext={() => onStep(3)} />
  if (step === 3) return <Messages onNext={() => onStep(4)} />
  return <FirstCheck target={typed.target} />
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
