import { HeadlessMantineProvider } from '@mantine/core'
import { QueryClientProvider } from '@tanstack/react-query'
import { createRoot } from 'react-dom/client'
import './style/all.css'
import { App } from './app/App.tsx'
import { LanguageRoom } from './ui/language.tsx'
import { queryClient } from './wire/query-client.ts'

// What the first page needs comes while it is asked who looks at it.
if (location.pathname === '/') void import('./overview/Overview.tsx')

const root = document.getElementById('root')
if (root !== null) {
  createRoot(root).render(
    <HeadlessMantineProvider>
      <QueryClientProvider client={queryClient}>
        <LanguageRoom>
          <App />
        </LanguageRoom>
      </QueryClientProvider>
    </HeadlessMantineProvider>,
  )
}
