import type { ReactNode } from 'react'
import { Link } from 'wouter'
import { entryReasonWords } from '../../../src/words/money.ts'
import { CHECK_WORDS } from '../../../src/words/panel/checks.ts'
import { spanIn, stampIn } from '../../../src/words/panel/time.ts'
import { customerIn } from '../states/check-state.ts'
import { useLanguage, useWords } from '../ui/language.tsx'
import { now } from '../wire/now.ts'
import type { CheckDetail } from '../wire/queries.ts'
import { Links } from './Links.tsx'

/** The contract leaves room for reasons of a newer server. */
type Reason = Parameters<typeof entryReasonWords>[0]

/** The order behind a check. */
export function Facts({ check }: { readonly check: CheckDetail }): ReactNode {
  const words = useWords(CHECK_WORDS)
  const { language } = useLanguage()
  const { customer, targetKey, price, charge, createdAt, startedAt, finishedAt } = check
  const stamp = (at: string | null): string =>
    at === null ? '—' : stampIn(language, new Date(at), now())
  const took =
    startedAt === null || finishedAt === null
      ? null
      : new Date(finishedAt).getTime() - new Date(startedAt).getTime()
  return (
    <section className="sec">
      <div className="sec-h">
        <h2>{words.orderTitle}</h2>
      </div>
      <dl className="kv">
        <dt>{words.customer}</dt>
        <dd dir="auto">
          <Link className="link" href={`/customers/${encodeURIComponent(customer)}`}>
            {customerIn(words, check)}
          </Link>
        </dd>
        <dt>{words.number}</dt>
        <dd className="mono">{targetKey ?? '—'}</dd>
        <dt>{words.price}</dt>
        <dd>
          {charge === null
            ? (price ?? 0) === 0
              ? words.free
              : words.held(price ?? 0)
            : charge.credits === 0
              ? words.free
              : words.taken(charge.credits)}
          {charge === null ? null : (
            <span className="small dim block" dir="auto">
              {entryReasonWords(charge.why as Reason, language) ?? charge.why}
            </span>
          )}
        </dd>
        <dt>{words.orderedAt}</dt>
        <dd>{stamp(createdAt)}</dd>
        <dt>{words.startedAt}</dt>
        <dd>{stamp(startedAt)}</dd>
        {finishedAt === null ? null : (
          <>
            <dt>{words.finishedAt}</dt>
            <dd>{stamp(finishedAt)}</dd>
          </>
        )}
        {took === null ? null : (
          <>
            <dt>{words.took}</dt>
            <dd>{spanIn(language, took)}</dd>
          </>
        )}
        <dt>{words.id}</dt>
        <dd className="mono whole-id">{check.id}</dd>
      </dl>
      <Links key={check.id} check={check.id} />
    </section>
  )
}
