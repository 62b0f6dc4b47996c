import { QueryClientProvider } from '@tanstack/react-query'
import { createRoot } from 'react-dom/client'
import './style/all.css'
import { App } from './app/App.tsx'
import { prime } from './app/prime.ts'
import { LanguageRoom } from './ui/language.tsx'
import { queryClient } from './wire/query-client.ts'

await prime()
const root = document.getElementById('root')
if (root !== null) {
  createRoot(root).render(
    <QueryClientProvider client={queryClient}>
      <LanguageRoom onChosen={() => void queryClient.invalidateQueries()}>
        <App />
      </LanguageRoom>
    </QueryClientProvider>,
  )
}
