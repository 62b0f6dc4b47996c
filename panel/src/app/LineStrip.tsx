import { type ReactNode, useEffect } from 'react'
import { SHELL_WORDS } from '../../../src/words/panel/shell.ts'
import { clockIn } from '../../../src/words/panel/time.ts'
import { Button } from '../ui/Button.tsx'
import { Glyph } from '../ui/Glyph.tsx'
import { useWords } from '../ui/language.tsx'
import { connectNow, useSilent } from '../wire/line.ts'
import { useNewer } from '../wire/newer.ts'
import { stopClocks } from '../wire/now.ts'

/** Says since when nothing is heard, and that the server has become newer than this page. */
export function LineStrip(): ReactNode {
  const words = useWords(SHELL_WORDS)
  const silent = useSilent()
  const lost = silent?.kind === 'lost'
  const newer = useNewer()
  useEffect(() => {
    stopClocks(lost)
    return () => stopClocks(false)
  }, [lost])
  if (silent !== null) {
    const since = clockIn(silent.since, true)
    return (
      <div className={lost ? 'strip lost-strip' : 'strip calm-strip'} role="status">
        {lost ? <Glyph state="throttled" /> : null}
        <span>
          <b>{lost ? words.lost(since) : words.asking(since)}</b>{' '}
          {lost ? words.lostMeans : words.askingMeans}
        </span>
        <Button onClick={connectNow}>{words.tryNow}</Button>
      </div>
    )
  }
  if (!newer) return null
  return (
    <div className="strip calm-strip" role="status">
      <span>{words.newerServer}</span>
      <Button onClick={() => location.reload()}>{words.reload}</Button>
    </div>
  )
}
