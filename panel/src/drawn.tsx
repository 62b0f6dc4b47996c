import { QueryClient, QueryClientProvider } from '@tanstack/react-query'
import { renderToString } from 'react-dom/server'
import { Router } from 'wouter'
import type { Language } from '../../src/words/language.ts'
import { speakInZone } from '../../src/words/panel/time.ts'
import { App } from './app/App.tsx'
import { fill } from './app/fill.ts'
import { whoLooks } from './frame/session.ts'
import { LanguageRoom } from './ui/language.tsx'
import { waitingDialogues } from './wire/dialogue-queries.ts'
import type { Given } from './wire/early.ts'
import { openChecks, sessionHealth } from './wire/queries.ts'

/** What a first frame is drawn from, and for whom; `src/api/panel-drawn.ts` gives it. */
type Drawing = {
  readonly answers: Readonly<Record<string, Given>>
  readonly language: Language
  readonly zone: string
}

/**
 * The overview as it stands in its first frame; null where an answer is missing that it shows.
 * Effects do not run here: nothing is asked.
 */
export function draw({ answers, language, zone }: Drawing): string | null {
  speakInZone(zone)
  const known = new QueryClient()
  fill(known, answers)
  const shown = [whoLooks(), sessionHealth(), waitingDialogues(), openChecks()]
  if (shown.some(({ queryKey }) => known.getQueryData(queryKey) === undefined)) return null
  const drawn = renderToString(
    <QueryClientProvider client={known}>
      <LanguageRoom begins={language}>
        <Router hook={useOverview} searchHook={useNoSearch}>
          <App />
        </Router>
      </LanguageRoom>
    </QueryClientProvider>,
  )
  known.clear()
  // Links lead from the beginning. What needs a script takes no click, and no letter, before one
  // is there to keep them: `early-hands.ts` takes this mark away.
  return drawn.replaceAll(/<(button|form)\b/g, '<$1 inert')
}

function useOverview(): [string, () => void] {
  return ['/', () => undefined]
}

function useNoSearch(): string {
  return ''
}
