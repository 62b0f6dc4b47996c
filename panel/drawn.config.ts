import { fileURLToPath } from 'node:url'
import react from '@vitejs/plugin-react'
import { defineConfig, type Plugin } from 'vite'
import { engine, routes, STAND_INS } from './vite.config.ts'

/** What is fetched when it is looked at is never drawn here. */
function onlyWhatIsDrawn(): Plugin {
  return {
    name: 'evercheck-only-what-is-drawn',
    enforce: 'pre',
    resolveDynamicImport: (id) => ({ id: String(id), external: true }),
  }
}

/** What the server draws the first frame of session health with: one file for Node. */
export default defineConfig({
  mode: 'production',
  root: fileURLToPath(new URL('.', import.meta.url)),
  plugins: [react(), engine(), routes(), onlyWhatIsDrawn()],
  // Nothing else says so to what runs in Node, and libraries would give advice to developers.
  define: { 'process.env.NODE_ENV': JSON.stringify('production') },
  resolve: { alias: STAND_INS },
  ssr: { noExternal: true },
  publicDir: false,
  build: {
    ssr: fileURLToPath(new URL('./src/drawn.tsx', import.meta.url)),
    emptyOutDir: false,
    target: 'node22',
    rolldownOptions: { output: { entryFileNames: 'drawn.js' } },
  },
})
