import { QueryClient, QueryClientProvider } from '@tanstack/react-query'
import { renderToString } from 'react-dom/server'
import { Router } from 'wouter'
import type { DrawPanel } from '../../src/api/panel-drawn.ts'
import { speakInZone } from '../../src/words/panel/time.ts'
import { App } from './app/App.tsx'
import { fill } from './app/fill.ts'
import { LanguageRoom } from './ui/language.tsx'

/** The overview as it stands in its first frame. Effects do not run here: nothing is asked. */
export const draw: DrawPanel = ({ answers, language, zone }) => {
  speakInZone(zone)
  const known = new QueryClient()
  fill(known, answers)
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
  // Links lead from the beginning. What needs the script takes no click, and no letter, before it
  // is there: the panel takes this mark away.
  return drawn.replaceAll(/<(button|form)\b/g, '<$1 inert')
}

function useOverview(): [string, () => void] {
  return ['/', () => undefined]
}

function useNoSearch(): string {
  return ''
}
