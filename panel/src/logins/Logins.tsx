import { useQuery } from '@tanstack/react-query'
import type { ReactNode } from 'react'
import { Link } from 'wouter'
import { LOGIN_WORDS, type LoginWords } from '../../../src/words/panel/logins.ts'
import { SHELL_WORDS } from '../../../src/words/panel/shell.ts'
import { countdown, momentIn } from '../../../src/words/panel/time.ts'
import { OpenByHand } from '../acts/OpenByHand.tsx'
import { Top } from '../frame/Top.tsx'
import { Empty } from '../ui/Empty.tsx'
import { Glyph } from '../ui/Glyph.tsx'
import { Loaded } from '../ui/Loaded.tsx'
import { useLanguage, useWords } from '../ui/language.tsx'
import { Opener } from '../ui/Opener.tsx'
import { type Head, Table, TableWaiting } from '../ui/Table.tsx'
import { useAsked } from '../ui/use-asked.ts'
import { useAddress } from '../ui/use-search.ts'
import { type Dialogue, waitingDialogues } from '../wire/dialogue-queries.ts'
import { useNow } from '../wire/now.ts'
import { stillWords } from './still-words.ts'

/** The logins that wait for a human. */
export function Logins(): ReactNode {
  const words = useWords(LOGIN_WORDS)
  const shell = useWords(SHELL_WORDS)
  const { language } = useLanguage()
  const now = useNow()
  const query = useQuery(waitingDialogues())
  const [, change] = useAddress()
  const isOpening = useAsked('new', 'openDialogue')
  const heads: readonly Head[] = [
    [words.account, '', 23],
    [words.columns.asks, 'p2', 51],
    [words.columns.opened, 'num p2', 9],
    [words.columns.left, 'num', 13],
  ]
  const open = (): void => change({ new: '1' })
  return (
    <>
      <Top title={shell.pages.logins}>
        <Opener opens="openDialogue" look="primary" icon="window" onClick={open}>
          {words.byHand}
        </Opener>
      </Top>
      <Loaded query={query} frame={<TableWaiting heads={heads} />}>
        {({ items }) =>
          items.length === 0 ? (
            <Empty title={words.none} means={words.noneMeans}>
              <Opener opens="openDialogue" onClick={open}>
                {words.byHand}
              </Opener>
            </Empty>
          ) : (
            <Table heads={heads}>
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
                    {wants(one, words)}
                  </td>
                  <td className="num p2">{momentIn(language, new Date(one.openedAt), now)}</td>
                  <td className="num strong" data-head={words.columns.left}>
                    {countdown(new Date(one.expiresAt).getTime() - now.getTime())}
                  </td>
                </tr>
              ))}
            </Table>
          )
        }
      </Loaded>
      {isOpening ? <OpenByHand onClose={() => change({ new: null }, true)} /> : null}
    </>
  )
}

/** What a login waits for. Pure. */
function wants(login: Dialogue, words: LoginWords): string {
  const { state, said } = login
  const now = state === 'ordered' ? words.opening : (said ?? words.waitsForYou)
  return stillWords(login, words) ?? now
}
