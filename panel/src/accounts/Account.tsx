import { useQuery, useQueryClient } from '@tanstack/react-query'
import { type ReactNode, useState } from 'react'
import { Link, useLocation, useParams } from 'wouter'
import type * as contract from '../../../src/contract/accounts.ts'
import type * as sessions from '../../../src/contract/sessions.ts'
import { ACCOUNT_WORDS } from '../../../src/words/panel/accounts.ts'
import { SHELL_WORDS } from '../../../src/words/panel/shell.ts'
import { momentIn, spanIn } from '../../../src/words/panel/time.ts'
import { OpenByHand } from '../acts/OpenByHand.tsx'
import { Top } from '../frame/Top.tsx'
import '../style/page-account.css'
import { AddAccount } from '../acts/AddAccount.tsx'
import { ImportCookies } from '../acts/ImportCookies.tsx'
import { stateOfAccount } from '../states/account-state.ts'
import { Button } from '../ui/Button.tsx'
import { Confirm } from '../ui/Confirm.tsx'
import { Curl } from '../ui/Copy.tsx'
import { colourOf, Glyph } from '../ui/Glyph.tsx'
import { Loaded } from '../ui/Loaded.tsx'
import { useLanguage, useWords } from '../ui/language.tsx'
import { toast } from '../ui/toast.tsx'
import { type AccountDetail, oneAccount } from '../wire/account-queries.ts'
import { asCurl, call } from '../wire/call.ts'
import { waitingDialogues } from '../wire/dialogue-queries.ts'
import { useNow } from '../wire/now.ts'
import { messageOf } from '../wire/refused.ts'
import { AccountFacts } from './AccountFacts.tsx'
import { Month } from './Month.tsx'
import { Refreshes } from './Refreshes.tsx'

/** What happened to this one, and may it ask more today? */
export function Account(): ReactNode {
  const { name = '' } = useParams<{ name: string }>()
  const shell = useWords(SHELL_WORDS)
  const query = useQuery(oneAccount(name))
  return (
    <div className="page-account">
      <Top
        title={name}
        crumb={
          <>
            <Link href="/accounts">{shell.pages.accounts}</Link> &nbsp;/
          </>
        }
      />
      <Loaded query={query}>
        {(account) => (
          <>
            <Head account={account} />
            <Month account={account.account} next={account.nextRefreshAt} />
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
  const [busy, setBusy] = useState(false)
  const dialogues = useQuery(waitingDialogues())
  const waiting = new Set((dialogues.data?.items ?? []).map((one) => one.account))
  const state = stateOfAccount(account, waiting)
  const params = { account: account.account }
  const close = (): void => setAsked(null)
  const act = async (does: () => Promise<string>): Promise<void> => {
    setBusy(true)
    try {
      toast(await does())
    } catch (error) {
      toast(messageOf(error), { state: 'failed' })
    } finally {
      setBusy(false)
      await client.invalidateQueries({ queryKey: ['accounts'] })
      await client.invalidateQueries({ queryKey: ['sessions'] })
    }
  }
  const renew = async (): Promise<string> => {
    const { refreshed } = await call<typeof sessions.refreshSession>('refreshSession', {
      body: params,
    })
    const [first] = refreshed
    return first === undefined ? '' : (first.why ?? words.renewed[first.outcome])
  }
  const pause = async (): Promise<string> => {
    await call<typeof contract.pauseAccount>('pauseAccount', { params })
    return words.paused(account.account)
  }
  const resume = async (): Promise<string> => {
    await call<typeof contract.resumeAccount>('resumeAccount', { params })
    return words.resumed(account.account)
  }
  return (
    <section className="sec head">
      <div className="grow">
        <h2 className={colourOf(state)}>
          <Glyph state={state} />
          {words.state[state]}
        </h2>
        <p className="mid" dir="auto">
          {account.standingWhy ?? account.restingWhy ?? says()}
        </p>
        {account.remedy === null ? null : (
          <p className="small mid">
            {words.remedy}: {account.remedy}
          </p>
        )}
      </div>
      <Button icon="renew" busy={busy} title={words.renewMeans} onClick={() => void act(renew)}>
        {words.renewNow}
      </Button>
      <Button icon="window" onClick={() => setAsked('by-hand')}>
        {words.byHand}
      </Button>
      {account.standing === 'active' ? (
        <Button icon="pause" onClick={() => void act(pause)}>
          {words.pause}
        </Button>
      ) : (
        <Button icon="play" onClick={() => void act(resume)}>
          {words.resume}
        </Button>
      )}
      <More onChoose={setAsked} />
      {asked === 'by-hand' ? <OpenByHand account={account.account} onClose={close} /> : null}
      {asked === 'import' ? <ImportCookies account={account.account} onClose={close} /> : null}
      {asked === 'password' ? <AddAccount account={account.account} onClose={close} /> : null}
      {asked === 'retire' ? <Retire account={account.account} onClose={close} /> : null}
    </section>
  )

  function says(): string {
    const { version, ageMs, lastVerifiedAt, nextRefreshAt } = account
    const verified =
      lastVerifiedAt === null ? 0 : now.getTime() - new Date(lastVerifiedAt).getTime()
    return words.says(
      version === null || ageMs === null
        ? words.noSession
        : words.sessionOld(version, spanIn(language, ageMs)),
      lastVerifiedAt === null ? '' : words.verifiedAgo(spanIn(language, verified)),
      nextRefreshAt === null
        ? words.noNext
        : words.nextAt(momentIn(language, new Date(nextRefreshAt), now)),
    )
  }
}

function More({ onChoose }: { readonly onChoose: (asked: Asked) => void }): ReactNode {
  const words = useWords(ACCOUNT_WORDS)
  return (
    <>
      <Button onClick={() => onChoose('import')}>{words.import}</Button>
      <Button onClick={() => onChoose('password')}>{words.setPassword}</Button>
      <Button look="danger" onClick={() => onChoose('retire')}>
        {words.retire}
      </Button>
    </>
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
      onAct={async () => {
        const { retired } = await call<typeof contract.retireAccount>('retireAccount', request)
        if (!retired) throw new Error(words.inUse)
        await client.invalidateQueries({ queryKey: ['sessions'] })
        toast(words.retired(props.account))
        go('/accounts')
      }}
    >
      <Curl command={asCurl<typeof contract.retireAccount>('retireAccount', request)} />
    </Confirm>
  )
}
