import { useQuery, useQueryClient } from '@tanstack/react-query'
import { type ReactNode, useEffect, useRef } from 'react'
import { Link, useLocation, useParams } from 'wouter'
import type * as contract from '../../../src/contract/dialogues.ts'
import { LOGIN_WORDS } from '../../../src/words/panel/logins.ts'
import { SHELL_WORDS } from '../../../src/words/panel/shell.ts'
import { countdown, spanIn } from '../../../src/words/panel/time.ts'
import { useSession } from '../frame/session.ts'
import { Top } from '../frame/Top.tsx'
import '../style/page-live-login.css'
import { CodeForm } from '../acts/CodeForm.tsx'
import { ActButton } from '../ui/ActButton.tsx'
import { Bar } from '../ui/Bar.tsx'
import { Button } from '../ui/Button.tsx'
import { Glyph } from '../ui/Glyph.tsx'
import { Icon } from '../ui/Icon.tsx'
import { Loaded } from '../ui/Loaded.tsx'
import { useLanguage, useWords } from '../ui/language.tsx'
import { askForLeave, useLeave } from '../ui/notice.ts'
import { standAt } from '../ui/standing.ts'
import { useAddress } from '../ui/use-search.ts'
import { useMayNot } from '../ui/why-not.ts'
import { act } from '../wire/act.ts'
import { type Dialogue, oneDialogue } from '../wire/dialogue-queries.ts'
import { useLine } from '../wire/line.ts'
import { useNow } from '../wire/now.ts'
import { mayDo, useRole } from '../wire/reader.ts'
import { type LiveView, useLiveView } from './live-view.ts'
import { Picture } from './Picture.tsx'
import { Steps } from './Steps.tsx'
import { stillWords } from './still-words.ts'

/** What does Instagram want from me, and how long have I got? */
export function Login(): ReactNode {
  const { id = '' } = useParams<{ id: string }>()
  const words = useWords(SHELL_WORDS)
  const query = useQuery(oneDialogue(id))
  return (
    <div className="page-live-login">
      <Top
        title={query.data?.account ?? words.pages.logins}
        crumb={<Link href="/logins">{words.pages.logins}</Link>}
      />
      {/* Another page is another view, with nothing of the last one in it. */}
      <Loaded query={query}>{(known) => <Stage key={known.id} known={known} />}</Loaded>
    </div>
  )
}

function Stage({ known }: { readonly known: Dialogue }): ReactNode {
  const client = useQueryClient()
  const session = useSession()
  const me = session.kind === 'operator' ? session.me.name : null
  // A hidden tab lets go of its pictures when it lets go of its events.
  const rests = useLine().kind === 'resting'
  const role = useRole()
  const sees = role === null || mayDo(role, 'controlDialogue')
  const view = useLiveView(known.id, sees && known.state !== 'ended' && !rests, me)
  const dialogue = view.dialogue ?? known
  const ended = dialogue.state === 'ended'
  useEffect(() => {
    if (ended) void client.invalidateQueries({ queryKey: ['dialogues'] })
  }, [ended, client])
  return (
    <div className={ended ? 'll ended' : 'll'}>
      <section className="stage">
        <View dialogue={dialogue} view={view} me={me} sees={sees} />
        <Done dialogue={dialogue} />
      </section>
      <aside className="panel">
        {ended ? <Ended dialogue={dialogue} /> : <Waiting dialogue={dialogue} />}
      </aside>
    </div>
  )
}

type ViewProps = {
  readonly dialogue: Dialogue
  readonly view: LiveView
  readonly me: string | null
  /** Whether the page itself is shown to whoever looks. */
  readonly sees: boolean
}

function View({ dialogue, view, me, sees }: ViewProps): ReactNode {
  const words = useWords(LOGIN_WORDS)
  const { refused } = view
  const mine = view.mine && dialogue.state === 'open'
  const other = !mine && dialogue.controller !== null && dialogue.controller !== me
  const under = useRef<HTMLDivElement>(null)
  const hasLeft = useRef(false)
  useEffect(() => {
    // Whoever leaves the page can go back to it with the next key; who loses it types on in peace.
    if (hasLeft.current && !mine) standAt(under.current?.querySelector('button'))
    hasLeft.current = false
  }, [mine])
  const leave = (): void => {
    hasLeft.current = true
    view.leave()
  }
  const instead = {
    ordered: stillWords(dialogue, words) ?? words.opening,
    open: stillWords(dialogue, words) ?? words.noPicture,
    ended: words.pictureGone,
  }
  return (
    <div className="frame">
      <div className="chrome">
        <Icon name="lock" />
        <span className="cut" dir="ltr">
          www.instagram.com{dialogue.place ?? ''}
        </span>
        {dialogue.state !== 'open' || !sees ? null : <Age view={view} />}
      </div>
      <Picture
        frame={dialogue.state === 'ordered' ? null : view.frame}
        mine={mine}
        instead={sees ? instead[dialogue.state] : words.pictureNotYours}
        onLeave={leave}
        onActs={view.send}
      />
      {dialogue.state === 'ended' ? null : (
        <div className="under" ref={under}>
          {mine ? (
            <>
              <span className="chip s-running">
                <Icon name="window" />
                {words.youControl}
              </span>
              <span className="dim small">
                <kbd className="kbd">Esc</kbd> {words.leaves}
              </span>
            </>
          ) : (
            <>
              {other ? (
                <span className="small">{words.othersControl(dialogue.controller ?? '')}</span>
              ) : null}
              <ActButton
                size="small"
                disabled={dialogue.state !== 'open' || !dialogue.worker || !view.connected}
                name={other ? words.takeOver : words.takeControl}
                does={act<typeof contract.controlDialogue>('controlDialogue', {
                  params: { id: dialogue.id },
                  body: other ? { evenFromOthers: true } : {},
                })}
                onDone={(answer) => {
                  view.take(answer.fence)
                  return null
                }}
              />
            </>
          )}
          <span className="push small dim" role="status">
            {refused === 'too-many' ? words.tooMany : null}
            {refused === 'not-in-control' ? words.controlLost : null}
            {refused === 'no-worker' ? words.notSent : null}
          </span>
        </div>
      )}
    </div>
  )
}

function Age({ view }: { readonly view: LiveView }): ReactNode {
  const words = useWords(LOGIN_WORDS)
  useNow()
  if (!view.connected) return <span className="push small">{words.notConnected}</span>
  if (view.frame === null) return null
  const seconds = Math.round((performance.now() - view.frame.at) / 1000)
  return <span className="push nowrap">{words.age(seconds)}</span>
}

const WHOLE_MS = 10 * 60_000

function Waiting({ dialogue }: { readonly dialogue: Dialogue }): ReactNode {
  const words = useWords(LOGIN_WORDS)
  const now = useNow()
  const mayNot = useMayNot('answerDialogue')
  const still = stillWords(dialogue, words)
  const leftMs = Math.max(0, new Date(dialogue.expiresAt).getTime() - now.getTime())
  return (
    <>
      <div className="clock">
        <div>
          <b role="timer">{countdown(leftMs)}</b>
          <span>{words.untilClosed}</span>
        </div>
        {dialogue.prolongsLeft === 0 ? null : (
          <ActButton
            size="small"
            name={words.addTime}
            does={act<typeof contract.prolongDialogue>('prolongDialogue', {
              params: { id: dialogue.id },
            })}
            renews={['dialogues']}
            onDone={() => words.added}
          />
        )}
      </div>
      <Announced leftMs={leftMs} />
      <Bar value={leftMs} max={WHOLE_MS} look="hum" />
      <div className="code">
        <h2>{dialogue.asks === 'code' ? words.codeFrom : words.waitsForYou}</h2>
        {still === null ? null : <p role="status">{still}</p>}
        {dialogue.state === 'ordered' && still === null ? <p>{words.opening}</p> : null}
        {dialogue.said === null ? null : <p dir="auto">{words.instagramSays(dialogue.said)}</p>}
        {dialogue.state === 'open' ? <CodeForm dialogue={dialogue.id} /> : null}
        {mayNot === null ? <p className="small">{words.codeHow}</p> : null}
      </div>
      <h2>{words.whatHappens}</h2>
      <Steps dialogue={dialogue} />
      <OfferNotices />
      <div className="late">
        <h2>{words.ifLate}</h2>
        <p className="mid">{words.ifLateMeans(dialogue.account)}</p>
        <ActButton
          name={words.closeNow}
          does={act<typeof contract.closeDialogue>('closeDialogue', {
            params: { id: dialogue.id },
          })}
          onDone={() => words.closed}
        />
      </div>
    </>
  )
}

/** Whoever deals with a login may want to hear of the next one in another window. */
function OfferNotices(): ReactNode {
  const words = useWords(LOGIN_WORDS)
  if (useLeave() !== 'not-asked') return null
  return (
    <div className="notices">
      <p className="small mid">{words.noticesMeans}</p>
      <Button size="small" onClick={() => void askForLeave()}>
        {words.notices}
      </Button>
    </div>
  )
}

/** What is left is said aloud three times, and not every second. */
const SAID_MS = [10_000, 60_000, 5 * 60_000]

function Announced({ leftMs }: { readonly leftMs: number }): ReactNode {
  const words = useWords(LOGIN_WORDS)
  const { language } = useLanguage()
  const left = SAID_MS.find((ms) => leftMs <= ms)
  return (
    <p className="vh" aria-live={left === SAID_MS[0] ? 'assertive' : 'polite'}>
      {left === undefined || leftMs === 0 ? null : `${spanIn(language, left)} ${words.untilClosed}`}
    </p>
  )
}

function Ended({ dialogue }: { readonly dialogue: Dialogue }): ReactNode {
  const words = useWords(LOGIN_WORDS)
  const [, go] = useLocation()
  const [address] = useAddress()
  const fromSetup = address.has('setup')
  const good = dialogue.ending === 'logged-in'
  const said = useRef<HTMLHeadingElement>(null)
  useEffect(() => standAt(said.current), [])
  return (
    <>
      <h2 className="row" ref={said}>
        <Glyph state={good ? 'healthy' : 'failed'} />
        {dialogue.ending === null ? null : words.endings[dialogue.ending]}
      </h2>
      <Steps dialogue={dialogue} />
      <div className="row wrap">
        {fromSetup ? (
          <Link className="btn primary" href={`/setup/account?of=${dialogue.account}`}>
            {words.toSetup}
          </Link>
        ) : (
          <Link className="btn primary" href={`/accounts/${dialogue.account}`}>
            {words.toAccount}
          </Link>
        )}
        {good ? null : (
          <ActButton
            name={words.openAgain}
            does={act<typeof contract.openDialogue>('openDialogue', {
              body: { account: dialogue.account },
            })}
            onDone={({ id }) => {
              go(fromSetup ? `/logins/${id}?setup=1` : `/logins/${id}`)
              return null
            }}
          />
        )}
      </div>
    </>
  )
}

function Done({ dialogue }: { readonly dialogue: Dialogue }): ReactNode {
  const words = useWords(LOGIN_WORDS)
  return (
    <div className="did">
      <div className="sec-h">
        <h2>{words.done}</h2>
        <span className="note">{words.doneNote}</span>
      </div>
      <p className="mid">
        {words.openedBy(dialogue.openedBy)} {words.acts(dialogue.inputs)}
      </p>
    </div>
  )
}
