import { useQuery, useQueryClient } from '@tanstack/react-query'
import { type ReactNode, useState } from 'react'
import { Link, useLocation, useParams } from 'wouter'
import type * as contract from '../../../src/contract/accounts.ts'
import { capital } from '../../../src/words/language.ts'
import { ACCOUNT_WORDS } from '../../../src/words/panel/accounts.ts'
import { SHELL_WORDS } from '../../../src/words/panel/shell.ts'
import { momentIn, spanIn } from '../../../src/words/panel/time.ts'
import { OpenByHand } from '../acts/OpenByHand.tsx'
import { useRenewed } from '../acts/use-renewed.ts'
import { Top } from '../frame/Top.tsx'
import '../style/page-account.css'
import { ImportCookies } from '../acts/ImportCookies.tsx'
import { StorePassword } from '../acts/StorePassword.tsx'
import { standingIn } from '../states/account-state.ts'
import { renewalOf } from '../states/renewal.ts'
import { ActButton } from '../ui/ActButton.tsx'
import { ActMenu } from '../ui/ActMenu.tsx'
import { Confirm } from '../ui/Confirm.tsx'
import { colourOf, Glyph } from '../ui/Glyph.tsx'
import { Loaded } from '../ui/Loaded.tsx'
import { useLanguage, useWords } from '../ui/language.tsx'
import { Opener } from '../ui/Opener.tsx'
import { toast } from '../ui/toast.ts'
import {
  type AccountDetail,
  OF_ACCOUNTS,
  oneAccount,
  renewAccounts,
} from '../wire/account-queries.ts'
import { act } from '../wire/act.ts'
import { useNow } from '../wire/now.ts'
import { AccountFacts } from './AccountFacts.tsx'
import { Answers } from './Answers.tsx'
import { Month } from './Month.tsx'
import { Refreshes } from './Refreshes.tsx'

/** What happened to this one, and may it ask more today? */
export function Account(): ReactNode {
  const { name = '' } = useParams<{ name: string }>()
  const shell = useWords(SHELL_WORDS)
  const query = useQuery(oneAccount(name))
  return (
    <div className="page-account">
      <Top title={name} crumb={<Link href="/accounts">{shell.pages.accounts}</Link>} />
      <Loaded query={query}>
        {(account) => (
          <>
            <Head account={account} />
            <Month account={account.account} next={renewalOf(account)} />
            <Answers account={account.account} />
            <AccountFacts account={account} />
            <Refreshes account={account.account} />
          </>
        )}
      </Loaded>
    </div>
  )
}

type Asked = 'by-hand' | 'import' | 'password' | 'retire'

function Head({ account }: { readonly account: AccountDetail }): ReactNode {
  const words = useWords(ACCOUNT_WORDS)
  const { language } = useLanguage()
  const now = useNow()
  const client = useQueryClient()
  const [asked, setAsked] = useState<Asked | null>(null)
  const { state, dialogue } = account
  const params = { account: account.account }
  const close = (): void => setAsked(null)
  const renewed = useRenewed()
  const resume = act<typeof contract.resumeAccount>('resumeAccount', { params })
  const undo = async (): Promise<void> => {
    await resume.run()
    await renewAccounts(client)
  }
  return (
    <section className="sec head">
      <div className="grow">
        <h2 className={colourOf(state)}>
          <Glyph state={state} />
          {standingIn(words, account)}
        </h2>
        <p className="mid" dir="auto">
          {capital(account.standingWhy ?? account.restingWhy ?? says())}
        </p>
        {account.remedy === null || dialogue !== null ? null : (
          <p className="small mid">
            {words.remedy}: {account.remedy}
          </p>
        )}
      </div>
      {dialogue === null ? null : (
        <Link className="btn human" href={`/logins/${dialogue}`}>
          {words.openLogin}
        </Link>
      )}
      <ActButton
        icon="renew"
        hotkey="R"
        title={words.renewMeans}
        name={words.renewNow}
        does={act<typeof contract.renewAccount>('renewAccount', { params })}
        renews={OF_ACCOUNTS}
        onDone={renewed}
      />
      <Opener opens="openDialogue" icon="window" hotkey="L" onClick={() => setAsked('by-hand')}>
        {words.byHand}
      </Opener>
      {account.standing === 'active' ? (
        <ActButton
          icon="pause"
          hotkey="P"
          name={words.pause}
          does={act<typeof contract.pauseAccount>('pauseAccount', { params })}
          renews={OF_ACCOUNTS}
          onDone={() => ({ text: words.paused(account.account), undo: () => void undo() })}
        />
      ) : (
        <ActButton
          icon="play"
          hotkey="P"
          name={words.resume}
          does={resume}
          renews={OF_ACCOUNTS}
          onDone={() => words.resumed(account.account)}
        />
      )}
      <More onChoose={setAsked} />
      {asked === 'by-hand' ? <OpenByHand account={account.account} onClose={close} /> : null}
      {asked === 'import' ? <ImportCookies account={account.account} onClose={close} /> : null}
      {asked === 'password' ? <StorePassword account={account.account} onClose={close} /> : null}
      {asked === 'retire' ? <Retire account={account.account} onClose={close} /> : null}
    </section>
  )

  function says(): string {
    const { version, loggedInAt, lastVerifiedAt, nextRefreshAt } = account
    const since = (at: string): string => spanIn(language, now.getTime() - new Date(at).getTime())
    return words.says(
      version === null || loggedInAt === null
        ? words.noSession
        : words.sessionOld(version, since(loggedInAt)),
      lastVerifiedAt === null ? '' : words.verifiedAgo(since(lastVerifiedAt)),
      nextRefreshAt === null
        ? words.noNext
        : words.nextAt(momentIn(language, new Date(nextRefreshAt), now)),
    )
  }
}

function More({ onChoose }: { readonly onChoose: (asked: Asked) => void }): ReactNode {
  const words = useWords(ACCOUNT_WORDS)
  return (
    <ActMenu
      label={words.more}
      acts={[
        {
          name: words.import,
          icon: 'download',
          opens: 'importAccount',
          onChoose: () => onChoose('import'),
        },
        {
          name: words.setPassword,
          icon: 'key',
          opens: 'addAccount',
          onChoose: () => onChoose('password'),
        },
        {
          name: words.retire,
          icon: 'close',
          hotkey: 'X',
          isDanger: true,
          opens: 'retireAccount',
          onChoose: () => onChoose('retire'),
        },
      ]}
    />
  )
}

function Retire(props: { readonly account: string; readonly onClose: () => void }): ReactNode {
  const words = useWords(ACCOUNT_WORDS)
  const client = useQueryClient()
  const [, go] = useLocation()
  const request = { params: { account: props.account }, query: {} }
  return (
    <Confirm
      title={words.retireTitle(props.account)}
      means={words.retireMeans}
      act={words.retire}
      typed={props.account}
      onClose={props.onClose}
      does={act<typeof contract.retireAccount>('retireAccount', request)}
      onDone={async ({ retired }) => {
        if (!retired) throw new Error(words.inUse)
        await renewAccounts(client)
        toast(words.retired(props.account))
        go('/accounts')
      }}
    />
  )
}
