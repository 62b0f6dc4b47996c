import { fileURLToPath } from 'node:url'
import react from '@vitejs/plugin-react'
import { defineConfig, type Plugin } from 'vite'
import { ENDPOINTS } from '../src/contract/all.ts'

const here = (path: string): string => fileURLToPath(new URL(path, import.meta.url))

/**
 * `virtual:routes` is the method and path of every endpoint by its id. The panel takes the types
 * of the contract and these, so that no schema has to travel to the browser.
 */
function routes(): Plugin {
  const own = '\0routes'
  const table = Object.fromEntries(
    ENDPOINTS.map(({ id, method, path, operator, owner }) => {
      return [id, [method, path, ...(operator || owner ? ['operator'] : [])]]
    }),
  )
  return {
    name: 'evercheck-routes',
    resolveId: (id) => (id === 'virtual:routes' ? own : null),
    load: (id) => (id === own ? `export const ROUTES = ${JSON.stringify(table)}` : null),
  }
}

/** Two pages: the operator's panel, and the customer's result with little beside itself. */
export default defineConfig({
  mode: 'production',
  root: here('.'),
  plugins: [react(), routes()],
  // Files find each other wherever they are reached: below the public prefix, too.
  experimental: {
    renderBuiltUrl: (_file, { hostType }) => (hostType === 'html' ? undefined : { relative: true }),
  },
  build: {
    outDir: here('./dist'),
    emptyOutDir: true,
    target: 'es2022',
    // Which file needs which others: the budget of the first load is counted by it.
    manifest: true,
    // Nothing inside of a page: its policy allows what comes from this origin as a file.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    reportCompressedSize: false,
    chunkSizeWarningLimit: 1000,
    rolldownOptions: { input: { panel: here('./index.html'), result: here('./result.html') } },
  },
})
