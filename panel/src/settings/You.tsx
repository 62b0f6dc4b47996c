import { useQuery, useQueryClient } from '@tanstack/react-query'
import type { ReactNode } from 'react'
import type * as contract from '../../../src/contract/auth-means.ts'
import { SHELL_WORDS } from '../../../src/words/panel/shell.ts'
import { SYSTEM_WORDS } from '../../../src/words/panel/system.ts'
import { stampIn } from '../../../src/words/panel/time.ts'
import { signOut, useSession } from '../frame/session.ts'
import { ActButton } from '../ui/ActButton.tsx'
import { Button } from '../ui/Button.tsx'
import { Tick } from '../ui/fields.tsx'
import { LanguageSwitch } from '../ui/LanguageSwitch.tsx'
import { Loaded } from '../ui/Loaded.tsx'
import { useLanguage, useWords } from '../ui/language.tsx'
import { switchLetters, useLetters } from '../ui/letters.ts'
import { saidOf } from '../ui/said-of.ts'
import { type Head, Table, TableWaiting } from '../ui/Table.tsx'
import { chooseTheme, useTheme } from '../ui/theme.ts'
import { toast } from '../ui/toast.ts'
import { act } from '../wire/act.ts'
import { call } from '../wire/call.ts'
import { now } from '../wire/now.ts'
import { knowsPasskeys, makePasskey } from '../wire/passkeys.ts'
import { listPasskeys, listSessions } from '../wire/system-queries.ts'

const THEMES = ['light', 'dark', 'system'] as const

/** What is one's own: looks, language, sessions, passkeys. */
export function You(): ReactNode {
  const words = useWords(SYSTEM_WORDS).settings.you
  const shell = useWords(SHELL_WORDS)
  const session = useSession()
  const theme = useTheme()
  const letters = useLetters()
  return (
    <>
      <section className="sec">
        <h2>{words.look}</h2>
        <div className="row wrap">
          {THEMES.map((name) => (
            <Button key={name} aria-pressed={theme === name} onClick={() => chooseTheme(name)}>
              {shell.theme[name]}
            </Button>
          ))}
        </div>
        <LanguageSwitch />
        <div className="field-row">
          <Tick checked={letters} onChange={(event) => switchLetters(event.currentTarget.checked)}>
            {words.letters}
          </Tick>
        </div>
        <p className="row wrap">
          {session.kind === 'operator' ? shell.signedInAs(session.me.name) : null}
          <Button onClick={() => void signOut()}>{shell.signOut}</Button>
        </p>
      </section>
      <Sessions />
      <Passkeys />
    </>
  )
}

function Sessions(): ReactNode {
  const words = useWords(SYSTEM_WORDS).settings.you
  const { language } = useLanguage()
  const query = useQuery(listSessions())
  const { browser, from, seen } = words.columns
  const heads: readonly Head[] = [
    [browser, '', 25],
    [from, 'p2', 20],
    [seen, 'num p2', 27],
    [null, 'num', 24],
  ]
  return (
    <section>
      <h2 className="table-h">{words.sessions}</h2>
      <Loaded query={query} frame={<TableWaiting heads={heads} slim rows={3} />}>
        {({ items }) => (
          <Table heads={heads} slim>
            {items.map((one) => (
              <tr key={one.id}>
                <td className="main-cell" dir="auto">
                  {one.userAgent ?? words.methods[one.method] ?? one.method}
                  <span className="sub">
                    {[words.seen(stampIn(language, new Date(one.seenAt), now())), one.address]
                      .filter(Boolean)
                      .join(' · ')}
                  </span>
                </td>
                <td className="p2 mono">{one.address ?? '—'}</td>
                <td className="num p2">{stampIn(language, new Date(one.seenAt), now())}</td>
                <td className="acts">
                  {one.isThisOne ? (
                    words.thisOne
                  ) : (
                    <ActButton
                      size="small"
                      name={words.end}
                      does={act<typeof contract.endSession>('endOperatorSession', {
                        params: { id: one.id },
                      })}
                      renews={['own']}
                      onDone={() => words.ended}
                    />
                  )}
                </td>
              </tr>
            ))}
          </Table>
        )}
      </Loaded>
    </section>
  )
}

function Passkeys(): ReactNode {
  const words = useWords(SYSTEM_WORDS).settings.you
  const shell = useWords(SHELL_WORDS)
  const { language } = useLanguage()
  const client = useQueryClient()
  const query = useQuery(listPasskeys())
  const { passkey, site, made } = words.columns
  const heads: readonly Head[] = [
    [passkey, '', 29],
    [site, 'p2', 17],
    [made, 'num', 28],
    [null, 'num', 23],
  ]
  const add = async (): Promise<void> => {
    try {
      const question = await call<typeof contract.offerAnotherPasskey>('offerAnotherPasskey')
      const response = await makePasskey(question)
      const { challengeId } = question
      await call<typeof contract.addPasskey>('addPasskey', { body: { challengeId, response } })
      toast(words.added)
    } catch (error) {
      toast(saidOf(error, shell), { state: 'failed' })
    }
    await client.invalidateQueries({ queryKey: ['own'] })
  }
  return (
    <section>
      <h2 className="table-h">{words.passkeys}</h2>
      <Loaded query={query} frame={<TableWaiting heads={heads} slim rows={1} />}>
        {({ items }) =>
          items.length === 0 ? (
            <p className="sec mid">{words.noPasskeys}</p>
          ) : (
            <Table heads={heads} slim>
              {items.map(({ id, name, host, createdAt }) => (
                <tr key={id}>
                  <td className="main-cell" dir="auto">
                    {name}
                  </td>
                  <td className="p2">{host}</td>
                  <td className="num" data-head={words.columns.made}>
                    {stampIn(language, new Date(createdAt), now())}
                  </td>
                  <td className="acts">
                    <ActButton
                      size="small"
                      name={words.removePasskey}
                      does={act<typeof contract.removePasskey>('removePasskey', {
                        params: { id },
                      })}
                      renews={['own']}
                    />
                  </td>
                </tr>
              ))}
            </Table>
          )
        }
      </Loaded>
      {knowsPasskeys() ? (
        <div className="sec">
          <Button icon="key" onClick={() => void add()}>
            {words.addPasskey}
          </Button>
        </div>
      ) : null}
    </section>
  )
}
