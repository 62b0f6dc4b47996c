import { queryOptions, useQuery } from '@tanstack/react-query'
import { type ReactNode, useCallback, useEffect } from 'react'
import { Redirect, useLocation } from 'wouter'
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
import { Loaded } from '../ui/Loaded.tsx'
import { useWords } from '../ui/language.tsx'
import { Toasts } from '../ui/Toasts.tsx'
import { Trouble } from '../ui/Trouble.tsx'
import { useAddress } from '../ui/use-search.ts'
import { Waiting } from '../ui/Waiting.tsx'
import { call } from '../wire/call.ts'
import { type Me, mayDo } from '../wire/reader.ts'
import { Refused } from '../wire/refused.ts'
import { ChooseMeans, keptName } from './ChooseMeans.tsx'
import { FirstCheck } from './FirstCheck.tsx'
import { Messages } from './Messages.tsx'
import { Reader } from './Reader.tsx'
import { useTyped } from './use-typed.ts'

/** Taken once: it goes from the address when it has been used. */
let secret = location.hash.slice(1)

/** The second step of the link, where one chooses how to sign in. */
const MEANS = 'means'
/** What a browser keeps with the second step where the first lies behind it. */
const FROM_START = { fromStart: true }

/** The steps of somebody who has signed in: leaving and coming back goes on there. */
const PLACES = ['account', 'messages', 'check'] as const
/** As many lie before them. */
const BEFORE = 2

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
  const step = invited ? chosen : Math.max(place, 0) + BEFORE
  const { data: invitation } = useQuery({ ...whatFor(), enabled: invited })
  const isAll = invitation === undefined || setsUp(invitation.role)
  const steps = isAll ? words.steps : words.steps.slice(0, BEFORE)
  useArrival(`${step} ${address.get('of')}`)
  const to = (at: number): void => go(`/setup/${PLACES[at - BEFORE]}`)
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
            {steps.map((name, at) => (
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
            <span className="nowrap">{words.stepOf(step + 1, steps.length)}</span>
            <Bar value={step + 1} max={steps.length} look="ok" />
          </div>
          {invited ? (
            <Invited step={chosen} />
          ) : session.kind === 'unknown' ? (
            <Waiting />
          ) : session.kind === 'unsaid' ? (
            <Trouble error={session.error} retry={session.again} />
          ) : session.kind !== 'operator' ? (
            <Over hasSecret={false} />
          ) : !setsUp(session.me.role) ? (
            // All that is left is forms that he could not send.
            <Redirect to="/" replace />
          ) : (
            <Signed step={step} onStep={to} />
          )}
        </main>
      </div>
      <Toasts />
    </div>
  )
}

/** What the link is good for. */
function whatFor() {
  return queryOptions({
    queryKey: ['invitation'],
    queryFn: () => call<typeof auth.readInvitation>('readInvitation', { body: { secret } }),
    staleTime: Number.POSITIVE_INFINITY,
  })
}

/** Whether one of this role can do what comes after choosing how to sign in. */
function setsUp(role: Me['role']): boolean {
  return mayDo(role, 'addAccount')
}

/** Whoever came by the link. */
function Invited({ step }: { readonly step: number }): ReactNode {
  const [, go] = useLocation()
  const query = useQuery(whatFor())
  const toStart = useCallback(() => {
    if (history.state === null) go(linkWith(keptName()), { replace: true })
    else history.back()
  }, [go])
  if (isOver(query.error)) return <Over hasSecret />
  return (
    <Loaded query={query}>
      {(invitation) => (
        <ChooseMeans
          secret={secret}
          invitation={invitation}
          step={step}
          onNext={(name) => {
            go(linkWith(name), { replace: true })
            go(linkWith(name, MEANS), { state: FROM_START })
          }}
          onBack={toStart}
          onDone={() => {
            leaveLink(() => {
              if (invitation.operator === null) go(`/setup/${PLACES[0]}`, { replace: true })
              else location.replace('/')
            })
          }}
        />
      )}
    </Loaded>
  )
}

/**
 * The link with the name that was typed: a browser may lose what else it keeps of a page when that
 * is loaded anew.
 */
function linkWith(name: string, step?: typeof MEANS): string {
  const kept = new URLSearchParams({ name, ...(step === undefined ? {} : { step }) })
  return `/setup?${kept}#${secret}`
}

/** Whether the link is good for nothing: it was used, it is old, or it is no such link. */
function isOver(error: unknown): boolean {
  return error instanceof Refused && ['INVITATION_OVER', 'REQUEST_INVALID'].includes(error.code)
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
