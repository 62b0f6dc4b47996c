import { type ReactNode, useEffect, useState } from 'react'
import type * as auth from '../../../src/contract/auth.ts'
import { ACCESS_WORDS } from '../../../src/words/panel/access.ts'
import { setPageTitle } from '../frame/title.ts'
import '../style/page-setup.css'
import { Glyph } from '../ui/Glyph.tsx'
import { Icon } from '../ui/Icon.tsx'
import { LanguageSwitch } from '../ui/LanguageSwitch.tsx'
import { useWords } from '../ui/language.tsx'
import { Waiting } from '../ui/Waiting.tsx'
import { type AnswerOf, call } from '../wire/call.ts'
import { ChooseMeans } from './ChooseMeans.tsx'
import { FirstCheck } from './FirstCheck.tsx'
import { Reader } from './Reader.tsx'

type Invitation = AnswerOf<typeof auth.readInvitation>

type State =
  | { readonly kind: 'loading' }
  | { readonly kind: 'over'; readonly hasSecret: boolean }
  | { readonly kind: 'invited'; readonly invitation: Invitation }

/** Taken once: it goes from the address when it has been used. */
const secret = location.hash.slice(1)

/** From the one-time link to the first finished check. */
export function Setup(): ReactNode {
  const words = useWords(ACCESS_WORDS).setup
  const [state, setState] = useState<State>({ kind: 'loading' })
  const [step, setStep] = useState(0)
  useEffect(() => setPageTitle(words.title), [words.title])
  useEffect(() => {
    if (secret === '') {
      setState({ kind: 'over', hasSecret: false })
      return
    }
    call<typeof auth.readInvitation>('readInvitation', { body: { secret } })
      .then((invitation) => setState({ kind: 'invited', invitation }))
      .catch(() => setState({ kind: 'over', hasSecret: true }))
  }, [])
  const newcomer = state.kind === 'invited' && state.invitation.operator === null
  return (
    <div className="page-setup">
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
          <p className="link-note small dim">{words.came}</p>
        </aside>
        <main>
          {state.kind === 'loading' ? <Waiting /> : null}
          {state.kind === 'over' ? (
            <>
              <h1>{words.over}</h1>
              <p className="lead">{state.hasSecret ? words.overMeans : words.noSecret}</p>
              <LanguageSwitch />
            </>
          ) : null}
          {state.kind === 'invited' && step < 2 ? (
            <ChooseMeans
              secret={secret}
              invitation={state.invitation}
              step={step}
              onStep={setStep}
              onDone={() => {
                history.replaceState(null, '', location.pathname)
                if (newcomer) setStep(2)
                else location.assign('/')
              }}
            />
          ) : null}
          {step === 2 ? <Reader onNext={() => setStep(3)} /> : null}
          {step >= 3 ? <FirstCheck step={step} onStep={setStep} /> : null}
        </main>
      </div>
    </div>
  )
}
