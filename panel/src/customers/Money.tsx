import { useQuery } from '@tanstack/react-query'
import type { ReactNode } from 'react'
import { Link } from 'wouter'
import { numberIn } from '../../../src/words/language.ts'
import { CUSTOMER_WORDS } from '../../../src/words/panel/customers.ts'
import { momentIn } from '../../../src/words/panel/time.ts'
import { Figure, FigureFrames } from '../ui/Figure.tsx'
import { useLanguage, useWords } from '../ui/language.tsx'
import { moneyFigures } from '../wire/money-queries.ts'
import { useNow } from '../wire/now.ts'

/** The money of all customers; the last figure is the proof. */
export function Money(): ReactNode {
  const words = useWords(CUSTOMER_WORDS).figures
  const { language } = useLanguage()
  const now = useNow()
  const { data, isPending } = useQuery(moneyFigures())
  const say = (of: number | undefined): string => (of === undefined ? '—' : numberIn(language, of))
  const compared = data?.compared ?? null
  const off = (compared?.findings ?? 0) > 0
  if (isPending) {
    const { toSpend, held, taken, givenBack, addsUp } = words
    return (
      <dl className="vitals five money" aria-busy="true">
        <FigureFrames names={[toSpend, held, taken, givenBack, addsUp]} />
      </dl>
    )
  }
  return (
    <dl className="vitals five money">
      <Figure name={words.toSpend} note={data ? words.ofCustomers(data.customers) : ''}>
        {say(data?.toSpend)}
      </Figure>
      <Figure name={words.held} note={data ? words.forChecks(data.openChecks) : ''}>
        {say(data?.held)}
      </Figure>
      <Figure name={words.taken} note={data ? words.delivered(data.delivered) : ''}>
        {say(data?.taken)}
      </Figure>
      <Figure name={words.givenBack} note={data ? words.why(data.incomplete, data.failed) : ''}>
        {say(data?.givenBack)}
      </Figure>
      <Figure
        name={words.addsUp}
        note={
          compared === null
            ? words.notYet
            : words.compared(compared.customers, momentIn(language, new Date(compared.at), now))
        }
      >
        <Link className={off ? 'dead' : ''} href="/ledger">
          {compared === null ? '—' : off ? words.off(compared.findings) : words.toTheCredit}
        </Link>
      </Figure>
    </dl>
  )
}
