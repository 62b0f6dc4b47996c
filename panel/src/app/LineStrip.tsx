import { type ReactNode, useEffect } from 'react'
import { SHELL_WORDS } from '../../../src/words/panel/shell.ts'
import { clockIn } from '../../../src/words/panel/time.ts'
import { Button } from '../ui/Button.tsx'
import { Glyph } from '../ui/Glyph.tsx'
import { useWords } from '../ui/language.tsx'
import { connectNow, useLine, useLost } from '../wire/line.ts'
import { useNewer } from '../wire/newer.ts'
import { stopClocks } from '../wire/now.ts'

/** Says since when nothing is heard, and that the server has become newer than this page. */
export function LineStrip(): ReactNode {
  const words = useWords(SHELL_WORDS)
  const line = useLine()
  const lost = useLost()
  const newer = useNewer()
  useEffect(() => {
    stopClocks(lost)
    return () => stopClocks(false)
  }, [lost])
  if (lost && line.kind === 'lost') {
    return (
      <div className="strip lost-strip" role="status">
        <Glyph state="throttled" />
        <span>
          <b>{words.lost(clockIn(line.since, true))}</b> {words.lostMeans}
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
