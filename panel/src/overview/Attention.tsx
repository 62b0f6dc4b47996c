import type { ReactNode } from 'react'
import { Link } from 'wouter'
import { OVERVIEW_WORDS } from '../../../src/words/panel/overview.ts'
import { countdown, momentIn, spanIn } from '../../../src/words/panel/time.ts'
import { CodeForm } from '../acts/CodeForm.tsx'
import { Glyph } from '../ui/Glyph.tsx'
import { Icon } from '../ui/Icon.tsx'
import { useLanguage, useWords } from '../ui/language.tsx'
import { useMayNot } from '../ui/why-not.ts'
import type { Dialogue } from '../wire/dialogue-queries.ts'
import { useNow } from '../wire/now.ts'
import type { Health } from '../wire/queries.ts'

type Props = { readonly health: Health; readonly dialogues: readonly Dialogue[] }

const LINES_MAX = 4

/** What needs a human now, alone and loud; one quiet sentence on most days. */
export function Attention({ health, dialogues }: Props): ReactNode {
  const words = useWords(OVERVIEW_WORDS)
  const open = useWayToLogin()
  const sorted = [...dialogues].sort((one, other) => (one.expiresAt < other.expiresAt ? -1 : 1))
  const [first, ...others] = sorted
  const waiting = new Set(dialogues.map(({ account }) => account))
  const stopped = health.accounts.filter(
    ({ group, dialogue, account }) =>
      group === 'needs' && dialogue === null && !waiting.has(account),
  )
  // Not all of them need have come: those that need something come first.
  const stoppedCount = Math.max(stopped.length, health.groups.needs - dialogues.length)
  if (first === undefined && stoppedCount === 0) return <Calm health={health} />
  return (
    <section className="attn" aria-label={words.needsYou}>
      {first === undefined ? null : <Loud dialogue={first} />}
      {others.map((dialogue) => (
        <div className="attn-2" key={dialogue.id}>
          <Glyph state="human" />
          <b>{words.accountNeedsYou(dialogue.account)}</b>
          <Link className="link push nowrap" href={`/logins/${dialogue.id}`}>
            {open}
          </Link>
        </div>
      ))}
      {stopped.slice(0, LINES_MAX).map((account) => (
        <div className="attn-2" key={account.account}>
          <Glyph state="dead" />
          <span>{words.stopped(account.account, account.standingWhy ?? account.standing)}</span>
          <Link className="link push nowrap" href={`/accounts/${account.account}`}>
            {words.lookAtIt}
          </Link>
        </div>
      ))}
      {stoppedCount > LINES_MAX ? (
        <div className="attn-2">
          <Link className="link" href="/accounts?group=needs">
            {words.moreWait(stoppedCount - LINES_MAX)}
          </Link>
        </div>
      ) : null}
    </section>
  )
}

function Loud({ dialogue }: { readonly dialogue: Dialogue }): ReactNode {
  const words = useWords(OVERVIEW_WORDS)
  const open = useWayToLogin()
  const now = useNow()
  const left = countdown(new Date(dialogue.expiresAt).getTime() - now.getTime())
  const said = dialogue.said ? `: ${dialogue.said}` : ''
  return (
    <div className="attn-1">
      <div className="attn-mark">
        <Icon name="hand" />
        <span className="only-phone">
          <b>{left}</b> {words.untilClosed}
        </span>
      </div>
      <div className="attn-t">
        <h2>{words.accountNeedsYou(dialogue.account)}</h2>
        <p dir="auto">
          {dialogue.asks === 'code' ? words.wantsCode(said) : words.wantsHuman(said)}
        </p>
      </div>
      <div className="attn-clock" role="timer">
        <b>{left}</b>
        <span>{words.untilClosed}</span>
      </div>
      <div className="attn-do">
        {dialogue.asks === 'code' ? <CodeForm dialogue={dialogue.id} /> : null}
        <Link
          className={dialogue.asks === 'code' ? 'btn tall wide' : 'btn tall human'}
          href={`/logins/${dialogue.id}`}
        >
          {open}
        </Link>
      </div>
    </div>
  )
}

/** What leads to a login is called: its browser is for those who may act in it. */
function useWayToLogin(): string {
  const words = useWords(OVERVIEW_WORDS)
  return useMayNot('controlDialogue') === null ? words.openBrowser : words.lookAtIt
}

function Calm({ health }: { readonly health: Health }): ReactNode {
  const words = useWords(OVERVIEW_WORDS)
  const { language } = useLanguage()
  const now = useNow()
  const next = health.total.nextRefreshAt === null ? null : new Date(health.total.nextRefreshAt)
  const left = next === null ? 0 : Math.max(0, next.getTime() - now.getTime())
  return (
    <div className="calm">
      <Glyph state="healthy" />
      <span>
        <b>{words.nothing}</b> {words.living(health.total.status.valid)}{' '}
        {next === null
          ? words.noRenewal
          : words.nextRenewal(momentIn(language, next, now), spanIn(language, left))}
      </span>
    </div>
  )
}
