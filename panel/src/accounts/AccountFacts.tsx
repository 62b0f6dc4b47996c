import { useQuery } from '@tanstack/react-query'
import type { ReactNode } from 'react'
import type * as contract from '../../../src/contract/accounts.ts'
import { deathWords } from '../../../src/words/deaths.ts'
import { numberIn } from '../../../src/words/language.ts'
import { ACCOUNT_WORDS } from '../../../src/words/panel/accounts.ts'
import { methodIn } from '../../../src/words/panel/methods.ts'
import { decimalIn, momentIn, stampIn, windowIn } from '../../../src/words/panel/time.ts'
import { ActButton } from '../ui/ActButton.tsx'
import { Bar, lookOf } from '../ui/Bar.tsx'
import { Loaded } from '../ui/Loaded.tsx'
import { useLanguage, useWords } from '../ui/language.tsx'
import { type AccountDetail, OF_ACCOUNTS, versionsOf } from '../wire/account-queries.ts'
import { act } from '../wire/act.ts'
import { useNow } from '../wire/now.ts'
import { Device } from './Device.tsx'

const LOOKS = {
  pending: 'chip s-running',
  current: 'chip s-healthy',
  previous: 'chip',
  retired: 'chip',
} as const

/** How much an account may still ask, its sessions, what it logs in with, and as what. */
export function AccountFacts({ account }: { readonly account: AccountDetail }): ReactNode {
  const words = useWords(ACCOUNT_WORDS)
  const { language } = useLanguage()
  const now = useNow()
  const versions = useQuery(versionsOf(account.account))
  return (
    <div className="cols facts-cols">
      <section className="sec">
        <div className="sec-h">
          <h2>{words.mayAsk}</h2>
        </div>
        {account.budget.map(({ windowMs, used, max }) => (
          <div className="gauge" key={windowMs}>
            <div className="row base">
              {words.inWindow(windowIn(language, windowMs))}
              <span className="push">
                <b>{numberIn(language, used)}</b> <span className="dim">{words.of(max)}</span>
              </span>
            </div>
            <Bar value={used} max={max} look={lookOf(used, max)} />
            <span className="small dim">
              {used >= max ? words.atLimit : words.left(max - used)}
            </span>
          </div>
        ))}
        <div className="gauge">
          <div className="row base">{words.pace}</div>
          <span className={account.paceFactor > 1 ? 'small throttled' : 'small dim'}>
            {account.paceFactor > 1
              ? words.paceNote(decimalIn(language, account.paceFactor, 1))
              : words.paceFull}
          </span>
        </div>
      </section>
      <section className="sec">
        <div className="sec-h">
          <h2>{words.versions}</h2>
        </div>
        <Loaded query={versions} rows={4}>
          {({ items }) => (
            <ul className="vers">
              {items.map((one) => (
                <li key={one.version}>
                  <b>v{one.version}</b>
                  <span className={one.diedAt === null ? LOOKS[one.label] : 'chip'}>
                    {words.labels[one.label]}
                  </span>
                  <span>{stampIn(language, new Date(one.renewedAt), now)}</span>
                  <span className="why dim" dir="auto">
                    {one.diedAt !== null
                      ? `${words.diedAt(momentIn(language, new Date(one.diedAt), now))}${one.cause === null ? '' : `: ${deathWords(one.cause, language)}`}`
                      : one.lastVerifiedAt === null
                        ? ''
                        : words.verifiedAt(momentIn(language, new Date(one.lastVerifiedAt), now))}
                  </span>
                  <span className="small dim">{methodIn(language, one.method)}</span>
                  {one.label === 'previous' && one.kept ? (
                    <ActButton
                      size="small"
                      name={words.rollBack(one.version)}
                      does={act<typeof contract.rollBackSession>('rollBackSession', {
                        params: { account: account.account },
                        body: { version: one.version },
                      })}
                      renews={OF_ACCOUNTS}
                      onDone={({ why }) => why}
                    />
                  ) : null}
                </li>
              ))}
            </ul>
          )}
        </Loaded>
        <p className="small dim">{words.versionsNote}</p>
      </section>
      <section className="sec">
        <div className="sec-h">
          <h2>{words.credentials}</h2>
        </div>
        <p>
          {account.hasPassword ? words.hasPassword : words.noPassword}
          {account.hasTotp ? `, ${words.hasTotp}` : ''}
        </p>
        <Device account={account.account} />
      </section>
    </div>
  )
}
