import { useQuery } from '@tanstack/react-query'
import { type ReactNode, useState } from 'react'
import { Link, useLocation } from 'wouter'
import type * as contract from '../../../src/contract/dialogues.ts'
import { LOGIN_WORDS } from '../../../src/words/panel/logins.ts'
import { SHELL_WORDS } from '../../../src/words/panel/shell.ts'
import { countdown, momentIn } from '../../../src/words/panel/time.ts'
import { Top } from '../app/Top.tsx'
import { Button } from '../ui/Button.tsx'
import { Choice } from '../ui/Choice.tsx'
import { Curl } from '../ui/Copy.tsx'
import { Empty } from '../ui/Empty.tsx'
import { Form } from '../ui/Form.tsx'
import { Glyph } from '../ui/Glyph.tsx'
import { Loaded } from '../ui/Loaded.tsx'
import { useLanguage, useWords } from '../ui/language.tsx'
import { useNow } from '../ui/now.ts'
import { asCurl, call } from '../wire/call.ts'
import { waitingDialogues } from '../wire/dialogue-queries.ts'
import { sessionStatus } from '../wire/queries.ts'

/** The logins that wait for a human. */
export function Logins(): ReactNode {
  const words = useWords(LOGIN_WORDS)
  const shell = useWords(SHELL_WORDS)
  const { language } = useLanguage()
  const now = useNow()
  const query = useQuery(waitingDialogues())
  const [opening, setOpening] = useState(false)
  return (
    <>
      <Top title={shell.pages.logins}>
        <Button look="primary" icon="window" onClick={() => setOpening(true)}>
          {words.byHand}
        </Button>
      </Top>
      <Loaded query={query}>
        {({ items }) =>
          items.length === 0 ? (
            <Empty title={words.none} means={words.noneMeans}>
              <Button onClick={() => setOpening(true)}>{words.byHand}</Button>
            </Empty>
          ) : (
            <table className="tbl">
              <tbody>
                {items.map((one) => (
                  <tr key={one.id} className="hot">
                    <td className="main-cell">
                      <Link className="row" href={`/logins/${one.id}`}>
                        <Glyph state={one.state === 'open' ? 'human' : 'queued'} />
                        <b>{one.account}</b>
                      </Link>
                      <span className="sub" dir="auto">
                        {one.said ?? words.waitsForYou}
                      </span>
                    </td>
                    <td className="p2" dir="auto">
                      {one.state === 'ordered' ? words.opening : (one.said ?? words.waitsForYou)}
                    </td>
                    <td className="p2">{momentIn(language, new Date(one.openedAt), now)}</td>
                    <td className="num strong">
                      {countdown(new Date(one.expiresAt).getTime() - now.getTime())}
                    </td>
                  </tr>
                ))}
              </tbody>
            </table>
          )
        }
      </Loaded>
      {opening ? <OpenByHand onClose={() => setOpening(false)} /> : null}
    </>
  )
}

/** Opens the browser of an account. */
export function OpenByHand(props: {
  readonly account?: string
  readonly onClose: () => void
}): ReactNode {
  const words = useWords(LOGIN_WORDS)
  const [, go] = useLocation()
  const accounts = useQuery(sessionStatus())
  const [account, setAccount] = useState<string | null>(props.account ?? null)
  const body = { account: account ?? '' }
  return (
    <Form
      title={words.byHand}
      means={words.byHandMeans}
      act={words.byHand}
      ready={account !== null}
      onClose={props.onClose}
      onAct={async () => {
        const { id } = await call<typeof contract.openDialogue>('openDialogue', { body })
        go(`/logins/${id}`)
      }}
      below={<Curl command={asCurl<typeof contract.openDialogue>('openDialogue', { body })} />}
    >
      <Choice
        label={words.account}
        data={(accounts.data?.accounts ?? []).map((one) => one.account)}
        value={account}
        searchable
        comboboxProps={{ withinPortal: false }}
        onChange={(value) => setAccount(value === null ? null : String(value))}
      />
    </Form>
  )
}
