import { QueryClientProvider } from '@tanstack/react-query'
import { createRoot, hydrateRoot } from 'react-dom/client'
import './style/all.css'
import { App } from './app/App.tsx'
import { keepEarlyHands } from './app/early-hands.ts'
import { prime } from './app/prime.ts'
import { keep } from './ui/kept.ts'
import { LanguageRoom } from './ui/language.tsx'
import { IS_DRAWN } from './wire/drawn.ts'
import { queryClient } from './wire/query-client.ts'

/** A frame that has not come by then does not come. */
const FRAME_MS = 200

const root = document.getElementById('root')
const take = root !== null && IS_DRAWN ? keepEarlyHands(root) : null
if (IS_DRAWN) await shown()
await prime()
const panel = (
  <QueryClientProvider client={queryClient}>
    <LanguageRoom onChosen={() => void queryClient.invalidateQueries()}>
      <App />
    </LanguageRoom>
  </QueryClientProvider>
)
if (root !== null && take !== null) take(() => hydrateRoot(root, panel))
else if (root !== null) createRoot(root).render(panel)
// The server draws the next first frame by this reader's clock.
keep('zone', Intl.DateTimeFormat().resolvedOptions().timeZone)

/** Whoever waits for the figures sees them before the panel takes them over. */
async function shown(): Promise<void> {
  if (performance.getEntriesByName('first-contentful-paint').length > 0) return
  await new Promise((resolve) => {
    requestAnimationFrame(() => window.setTimeout(resolve))
    // A hidden tab has no frames.
    window.setTimeout(resolve, FRAME_MS)
  })
}
