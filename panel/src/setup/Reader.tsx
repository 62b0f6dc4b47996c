import type { ReactNode } from 'react'
import type * as contract from '../../../src/contract/practice.ts'
import { ACCESS_WORDS } from '../../../src/words/panel/access.ts'
import { SETUP_WORDS } from '../../../src/words/panel/setup.ts'
import { WAYS } from '../acts/AddAccount.tsx'
import { ActButton } from '../ui/ActButton.tsx'
import { Button } from '../ui/Button.tsx'
import { Icon } from '../ui/Icon.tsx'
import { useWords } from '../ui/language.tsx'
import { Tabs } from '../ui/Tabs.tsx'
import { useAddress } from '../ui/use-search.ts'
import { act } from '../wire/act.ts'
import { usePractising } from '../wire/practice.ts'
import type { Attempt } from './attempt.ts'
import { ByCookies } from './ByCookies.tsx'
import { ByHand } from './ByHand.tsx'
import { ByPassword } from './ByPassword.tsx'
import { OnItsWay } from './OnItsWay.tsx'
import type { Typed } from './use-typed.ts'

/** Of one who comes back nothing is heard but what the account itself has come to. */
const NOTHING = Promise.resolve(null)

type Props = {
  readonly typed: Typed
  readonly onNext: () => void
}

/** The account that Evercheck reads with: logged in, proved, in use. */
export function Reader({ typed, onNext }: Props): ReactNode {
  const words = useWords(ACCESS_WORDS).setup
  const own = useWords(SETUP_WORDS)
  const practising = usePractising()
  const { begun, setBegun } = typed
  const [address, change] = useAddress()
  const of = address.get('of')
  const attempt = begun ?? (of === null ? null : { account: of, done: NOTHING })
  const begin = (given: Attempt): void => {
    setBegun(given)
    void given.done
      .then((why) => {
        if (why !== null) return
        typed.password.forget()
        typed.cookies.forget()
      })
      .catch(() => undefined)
    change({ of: given.account })
  }
  const again = (): void => {
    setBegun(null)
    change({ of: null })
  }
  if (attempt !== null && of !== null) {
    return <OnItsWay attempt={attempt} onAgain={again} onNext={onNext} />
  }
  return (
    <>
      <h1>{words.reader}</h1>
      <p className="lead">{own.account.means}</p>
      <div className="pick">
        {practising ? null : <TryPractice />}
        <div className={practising ? 'card wide on' : 'card on'}>
          <h2>{practising ? own.practice.offer : words.own}</h2>
          {practising ? <p className="mid">{own.practice.filled}</p> : null}
          <ul className="facts">
            <li>
              <Icon name="lock" />
              {words.sealed}
            </li>
            <li>
              <Icon name="clock" />
              {words.paced}
            </li>
            <li>
              <Icon name="hand" />
              {words.human}
            </li>
          </ul>
        </div>
      </div>
      <Ways typed={typed} onBegun={begin} />
      <p>
        <Button look="quiet" onClick={onNext}>
          {words.laterAccount}
        </Button>
      </p>
    </>
  )
}

type WaysProps = {
  readonly typed: Typed
  readonly onBegun: (attempt: Attempt) => void
}

/** The ways to bring an account; what was typed stays, whichever one looks at. */
function Ways({ typed, onBegun }: WaysProps): ReactNode {
  const words = useWords(SETUP_WORDS).account
  const { way, setWay } = typed
  return (
    <>
      <div className="ways">
        <Tabs
          label={words.waysLabel}
          chosen={way}
          onChoose={(to) => setWay(WAYS.find((one) => one === to) ?? 'password')}
          tabs={WAYS.map((key) => ({ key, name: words.ways[key] }))}
        />
      </div>
      {way === 'password' ? <ByPassword draft={typed.password} onBegun={onBegun} /> : null}
      {way === 'cookies' ? <ByCookies draft={typed.cookies} onBegun={onBegun} /> : null}
      {way === 'by-hand' ? <ByHand name={typed.name} /> : null}
    </>
  )
}

function TryPractice(): ReactNode {
  const words = useWords(SETUP_WORDS).practice
  return (
    <div className="card">
      <h2>{words.offer}</h2>
      <p className="mid">{words.offerMeans}</p>
      <p>
        <ActButton
          icon="play"
          name={words.start}
          does={act<typeof contract.startPractice>('startPractice')}
          onDone={() => {
            // From here on everything is read anew, from there.
            location.assign('/setup/account')
            return null
          }}
        />
      </p>
      <p className="small dim">{words.starting}</p>
    </div>
  )
}
