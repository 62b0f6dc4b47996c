import { useQuery } from '@tanstack/react-query'
import { type ReactNode, useState } from 'react'
import type * as contract from '../../../src/contract/practice.ts'
import { ACCESS_WORDS } from '../../../src/words/panel/access.ts'
import { SETUP_WORDS } from '../../../src/words/panel/setup.ts'
import { WAYS } from '../acts/AddAccount.tsx'
import { useCookies } from '../acts/use-cookies.ts'
import { useName } from '../acts/use-name.ts'
import { usePassword } from '../acts/use-password.ts'
import { ActButton } from '../ui/ActButton.tsx'
import { Button } from '../ui/Button.tsx'
import { Icon } from '../ui/Icon.tsx'
import { useWords } from '../ui/language.tsx'
import { Tabs } from '../ui/Tabs.tsx'
import { useAddress } from '../ui/use-search.ts'
import { act } from '../wire/act.ts'
import { usePractising } from '../wire/practice.ts'
import { type Practice, practiceNow } from '../wire/setup-queries.ts'
import type { Attempt } from './attempt.ts'
import { ByCookies } from './ByCookies.tsx'
import { ByHand } from './ByHand.tsx'
import { ByPassword } from './ByPassword.tsx'
import { OnItsWay } from './OnItsWay.tsx'

/** Of one who comes back nothing is heard but what the account itself has come to. */
const NOTHING = Promise.resolve(null)

/** The account that Evercheck reads with: logged in, proved, in use. */
export function Reader({ onNext }: { readonly onNext: () => void }): ReactNode {
  const words = useWords(ACCESS_WORDS).setup
  const own = useWords(SETUP_WORDS)
  const practising = usePractising()
  const practice = useQuery(practiceNow())
  const [begun, setBegun] = useState<Attempt | null>(null)
  const [address, change] = useAddress()
  const of = address.get('of')
  const filled = practice.data?.account ?? null
  const attempt = begun ?? (of === null ? null : { account: of, done: NOTHING })
  const begin = (given: Attempt): void => {
    setBegun(given)
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
      <Ways key={filled?.username ?? ''} filled={filled} onBegun={begin} />
      <p>
        <Button look="quiet" onClick={onNext}>
          {words.later}
        </Button>
      </p>
    </>
  )
}

type WaysProps = {
  /** The practice account, which is filled in. */
  readonly filled: Practice['account']
  readonly onBegun: (attempt: Attempt) => void
}

/** The ways to bring an account; what was typed stays, whichever one looks at. */
function Ways({ filled, onBegun }: WaysProps): ReactNode {
  const words = useWords(SETUP_WORDS).account
  const [way, setWay] = useState<(typeof WAYS)[number]>('password')
  const name = useName(filled?.username)
  const password = usePassword(name, {
    password: filled?.password ?? '',
    totpSecret: filled?.totpSecret ?? '',
    owned: filled !== null,
  })
  const cookies = useCookies(name)
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
      {way === 'password' ? <ByPassword draft={password} onBegun={onBegun} /> : null}
      {way === 'cookies' ? <ByCookies draft={cookies} onBegun={onBegun} /> : null}
      {way === 'by-hand' ? <ByHand name={name} /> : null}
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
