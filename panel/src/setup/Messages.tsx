import { useQuery } from '@tanstack/react-query'
import { type ReactNode, useState } from 'react'
import type * as contract from '../../../src/contract/channels.ts'
import { ACCESS_WORDS } from '../../../src/words/panel/access.ts'
import { SETUP_WORDS } from '../../../src/words/panel/setup.ts'
import { ActButton } from '../ui/ActButton.tsx'
import { Button } from '../ui/Button.tsx'
import { Copy } from '../ui/Copy.tsx'
import { Glyph } from '../ui/Glyph.tsx'
import { Loaded } from '../ui/Loaded.tsx'
import { useWords } from '../ui/language.tsx'
import { act } from '../wire/act.ts'
import type { AnswerOf } from '../wire/call.ts'
import { type Channel, channelsNow } from '../wire/setup-queries.ts'

/** What each way needs in the environment of the server. */
const NEEDS = {
  telegram: 'EVERCHECK_TELEGRAM_TOKEN_FILE=/run/secrets/telegram\nEVERCHECK_OPERATORS=123456789',
  mail: 'EVERCHECK_SMTP_URL_FILE=/run/secrets/smtp\nEVERCHECK_SMTP_TO=you@example.org',
} as const

/** Who is told when something needs a human: each way is tried at once, and all of it can wait. */
export function Messages({ onNext }: { readonly onNext: () => void }): ReactNode {
  const words = useWords(SETUP_WORDS).messages
  const own = useWords(ACCESS_WORDS).setup
  const query = useQuery(channelsNow())
  return (
    <>
      <h1>{own.messages}</h1>
      <p className="lead">{words.means}</p>
      <Loaded query={query} rows={2}>
        {({ items }) => (
          <>
            {(['telegram', 'mail'] as const).map((name) => {
              const channel = items.find((one) => one.channel === name)
              return channel === undefined ? (
                <NotSet key={name} name={name} />
              ) : (
                <Way key={name} channel={channel} />
              )
            })}
            {items
              .filter(({ channel }) => channel === 'ntfy' || channel === 'webhook')
              .map((channel) => (
                <Way key={channel.channel} channel={channel} />
              ))}
          </>
        )}
      </Loaded>
      <div className="row wrap act">
        <Button look="primary" size="tall" onClick={onNext}>
          {own.next}
        </Button>
        <Button look="quiet" onClick={onNext}>
          {own.laterMessages}
        </Button>
      </div>
    </>
  )
}

function NotSet({ name }: { readonly name: keyof typeof NEEDS }): ReactNode {
  const words = useWords(SETUP_WORDS).messages
  return (
    <section className="channel">
      <h2 className="row">
        <Glyph state="queued" />
        {words.channels[name]}
      </h2>
      <p className="mid">{words.notSet}</p>
      <pre className="mono">{NEEDS[name]}</pre>
      <Copy text={NEEDS[name]} />
    </section>
  )
}

type Tried = AnswerOf<typeof contract.tryChannel>['tried']

function Way({ channel }: { readonly channel: Channel }): ReactNode {
  const words = useWords(SETUP_WORDS).messages
  const [tried, setTried] = useState<Tried | null>(null)
  const arrived = tried?.every((one) => one.arrived) ?? null
  const name = channel.channel
  return (
    <section className="channel">
      <h2 className="row">
        <Glyph state={arrived === null ? 'healthy' : arrived ? 'done' : 'failed'} />
        {words.channels[name]}
      </h2>
      <p className="mid">
        {words.ready}{' '}
        {channel.targets.length === 0 ? null : words.leadsTo(channel.targets.join(', '))}
      </p>
      <ActButton
        name={words.send}
        does={act<typeof contract.tryChannel>('tryChannel', { params: { channel: name } })}
        onDone={(answer) => {
          setTried(answer.tried)
          return null
        }}
      />
      <ul role="status">
        {(tried ?? []).map((one) => (
          <li key={one.target} className={one.arrived ? 'healthy' : 'field-error'} dir="auto">
            {one.target === '' ? '' : `${one.target}: `}
            {one.arrived ? words.arrived : one.why}
          </li>
        ))}
      </ul>
    </section>
  )
}
