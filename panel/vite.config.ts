import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import react from '@vitejs/plugin-react'
import { defineConfig, type Plugin } from 'vite'
import { ENDPOINTS } from '../src/contract/all.ts'
import { OPEN_CHECKS, OVERVIEW_ACCOUNTS, OVERVIEW_HISTORY } from './src/wire/first-asks.ts'
import { queryText } from './src/wire/query-text.ts'

const here = (path: string): string => fileURLToPath(new URL(path, import.meta.url))

/**
 * `virtual:routes` is the method and path of every endpoint by its id. The panel takes the types
 * of the contract and these, so that no schema has to travel to the browser. Those that an operator
 * may switch off are not there: each has another that does the same.
 */
export function routes(): Plugin {
  const own = '\0routes'
  const table = Object.fromEntries(
    ENDPOINTS.filter(({ original }) => !original).map((endpoint) => {
      const { id, method, path, who, operator, owner } = endpoint
      const isForAll = who === 'anyone' || who.includes('read')
      const least = owner ? 'owner' : isForAll ? 'read-only' : 'operator'
      return [id, [method, path, operator || owner ? 'operator' : 'token', least]]
    }),
  )
  return {
    name: 'evercheck-routes',
    resolveId: (id) => (id === 'virtual:routes' ? own : null),
    load: (id) => (id === own ? `export const ROUTES = ${JSON.stringify(table)}` : null),
  }
}

/**
 * The panel is written for React and drawn by Preact, which speaks the same language and weighs a
 * fifth of it: docs/decisions/0085. `Activity` is named by parts of Mantine that no page of ours
 * takes.
 */
export function engine(): Plugin {
  const own = '\0react'
  const client = '\0react-client'
  return {
    name: 'evercheck-engine',
    enforce: 'pre',
    resolveId: (id) => (id === 'react' ? own : id === 'react-dom/client' ? client : null),
    load: (id) =>
      id === own
        ? "export * from 'preact/compat'; export { default, Fragment as Activity } from 'preact/compat'"
        : id === client
          ? CLIENT
          : null,
  }
}

/** What the server drew is taken over, and corrected where the browser knows better. */
const CLIENT = `
  import { render } from 'preact'
  export { createRoot } from 'preact/compat/client'
  export const hydrateRoot = (root, tree) => render(tree, root)
`

/** Who stands in for whom, for the builder of the panel and for that of its drawing. */
export const STAND_INS = {
  'react/jsx-runtime': 'preact/jsx-runtime',
  // What older Reacts lack. It is CommonJS, for which a first page would load one file more.
  'use-sync-external-store/shim/index.js': 'preact/compat',
  'react-dom/server': 'preact-render-to-string',
  'react-dom': 'preact/compat',
}

type Ask = readonly [id: string, query: Readonly<Record<string, string | number>>]

/**
 * What is asked before any script of ours is there: on every page, on the overview for its first
 * frame, and for what stands below that. Ids of the contract with their queries.
 */
const ASKS = {
  all: [['readMe', {}]],
  overview: [
    ['sessionHealth', OVERVIEW_ACCOUNTS],
    ['listDialogues', {}],
    ['listChecks', OPEN_CHECKS],
  ],
  behind: [['sessionHistory', OVERVIEW_HISTORY]],
} as const satisfies Record<string, readonly Ask[]>

/** `first.js` stands in every page before all else, under the hash of what it says. */
function first(): Plugin {
  const paths = (asks: readonly Ask[]): readonly string[] =>
    asks.map(([id, query]) => {
      const endpoint = ENDPOINTS.find((one) => one.id === id)
      if (endpoint === undefined) throw new Error(`there is no endpoint ${id}`)
      return `/api/v1${endpoint.path}${queryText(query)}`
    })
  // The server gives the answers with the page, where it knows who opens it.
  const asks = JSON.stringify({
    all: paths(ASKS.all),
    overview: paths(ASKS.overview),
    behind: paths(ASKS.behind),
  })
  // A classic script shares its names with all others: its own stay in a function.
  const own = readFileSync(here('./src/first.js'), 'utf8').replace(/^\s*\/\/.*\n/gm, '')
  const source = `(ASKS=>{${own}})(${asks})\n`
  const hash = createHash('sha256').update(source).digest('hex').slice(0, 8)
  const fileName = `assets/first-${hash}.js`
  return {
    name: 'evercheck-first',
    buildStart() {
      this.emitFile({ type: 'asset', fileName, source })
      this.emitFile({ type: 'asset', fileName: 'asks.json', source: asks })
    },
    transformIndexHtml: () => [
      { tag: 'script', attrs: { src: `/${fileName}` }, injectTo: 'head-prepend' },
    ],
  }
}

/**
 * Says of the files of a first page that all their functions are needed at once: browsers that
 * know this (Chromium from 136 on) compile them while they arrive, and keep them compiled.
 */
const ALL_CALLED = '//# allFunctionsCalledOnLoad'
const FIRST_FILES = new Set(['base', 'panel'])

/** The hint counts at the very beginning of a file only: it is put there when all else is done. */
function calledOnLoad(): Plugin {
  return {
    name: 'evercheck-called-on-load',
    enforce: 'post',
    generateBundle: {
      order: 'post',
      handler(_options, bundle) {
        for (const file of Object.values(bundle)) {
          if (file.type !== 'chunk' || !FIRST_FILES.has(file.name)) continue
          file.code = `${ALL_CALLED}\n${file.code}`
        }
      },
    },
  }
}

type Modules = {
  getModuleInfo(id: string): { readonly importedIds: readonly string[] } | null
}

/**
 * Few files, so that a slow line is asked once for all that a first page needs: what both pages
 * begin with, and what the panel's begins with beside that. The rest comes page by page.
 */
function fileOf(id: string, modules: Modules): string | null {
  const ofPanel = reachable(here('./src/main.tsx'), modules)
  const ofResult = reachable(here('./src/result/main.tsx'), modules)
  if (ofPanel.has(id) && ofResult.has(id)) return 'base'
  return ofPanel.has(id) ? 'panel' : null
}

const reached = new Map<string, ReadonlySet<string>>()

function reachable(entry: string, modules: Modules): ReadonlySet<string> {
  const known = reached.get(entry)
  if (known !== undefined) return known
  const found = new Set<string>()
  const visit = (id: string): void => {
    if (found.has(id)) return
    found.add(id)
    for (const other of modules.getModuleInfo(id)?.importedIds ?? []) visit(other)
  }
  visit(entry)
  reached.set(entry, found)
  return found
}

/** Two pages: the operator's panel, and the customer's result with little beside itself. */
export default defineConfig({
  mode: 'production',
  root: here('.'),
  plugins: [react(), engine(), routes(), first(), calledOnLoad()],
  resolve: {
    alias: STAND_INS,
  },
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
    rolldownOptions: {
      input: { panel: here('./index.html'), result: here('./result.html') },
      output: {
        codeSplitting: { groups: [{ name: fileOf }] },
      },
    },
  },
})
