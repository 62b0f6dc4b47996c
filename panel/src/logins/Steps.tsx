import type { ReactNode } from 'react'
import { LOGIN_WORDS } from '../../../src/words/panel/logins.ts'
import { Glyph } from '../ui/Glyph.tsx'
import { useWords } from '../ui/language.tsx'
import type { Dialogue } from '../wire/dialogue-queries.ts'

/** What happens in a live login, with the present step marked. */
export function Steps({ dialogue }: { readonly dialogue: Dialogue }): ReactNode {
  const { steps } = useWords(LOGIN_WORDS)
  const rows: readonly (readonly [string, string])[] = [
    [dialogue.cause === 'by-hand' ? steps.asked : steps.lost, ''],
    [steps.typed, steps.typedNote],
    [dialogue.asks === 'code' ? steps.code : steps.human, dialogue.said ?? ''],
    [steps.proves, steps.provesNote],
    [steps.current, steps.currentNote],
    [steps.goesOn, steps.goesOnNote],
  ]
  const at = stepOf(dialogue)
  return (
    <ol className="steps">
      {rows.map(([name, note], place) => {
        const look = place < at ? 'done' : place === at ? 'human' : 'queued'
        return (
          <li key={name} className={look} aria-current={look === 'human' ? 'step' : undefined}>
            <span className="sg">
              <Glyph state={look} />
            </span>
            <span>
              <b>{name}</b>
              {note === '' ? null : <small dir="auto">{note}</small>}
            </span>
          </li>
        )
      })}
    </ol>
  )
}

function stepOf({ state, ending }: Dialogue): number {
  if (state === 'ordered') return 1
  if (state === 'open') return 2
  return ending === 'logged-in' ? 6 : 2
}
