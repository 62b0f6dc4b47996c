import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import type { Route } from '../wire/route.ts'

const FOLDER = new URL('./pages/', import.meta.url)
const SCRIPT = 'app.js'
const FILES = new Map([
  ['style.css', readFileSync(new URL('style.css', FOLDER), 'utf8')],
  [SCRIPT, inOneScript(SCRIPT)],
])
// A new version has a new address, so that no browser profile keeps an old script.
const VERSION = createHash('sha256')
  .update([...FILES.values()].join())
  .digest('hex')
  .slice(0, 12)
const BASE = `/rsrc.php/${VERSION}`

/**
 * The module `entry` with all that it imports, one function each, as bundlers do: every device of
 * ours is a new one, and would fetch a dozen files. They name what they import and export.
 */
function inOneScript(entry: string): string {
  const written = new Map<string, string>()
  const place = (name: string): string => `module_${name.replace(/\W/g, '_')}`
  const write = (name: string): void => {
    if (written.has(name)) return
    written.set(name, '')
    const exported: string[] = []
    const body = readFileSync(new URL(name, FOLDER), 'utf8')
      .replace(/^import (\{[^}]*\}) from '\.\/([\w-]+\.js)'$/gm, (_, names, from) => {
        write(from)
        return `const ${names} = ${place(from)}`
      })
      .replace(/^export ((?:async )?(?:function|const|class) (\w+))/gm, (_, begins, what) => {
        exported.push(what)
        return begins
      })
    written.delete(name)
    written.set(name, `const ${place(name)} = (() => {\n${body}\nreturn { ${exported} }\n})()\n`)
  }
  write(entry)
  return [...written.values()].join('')
}

/** What the server tells the page's script; `view` names the page to build. */
export type PageConfig = Readonly<Record<string, unknown>> & { readonly view: string }

/**
 * The HTML of every page: a shell with an empty mount, whose script builds what is to be seen.
 * The inert JSON blocks are those that clients read (facts 5.1, 5.2).
 */
export function pageShell(
  title: string,
  loggedIn: boolean,
  config: PageConfig,
  blocks: Readonly<Record<string, unknown>>,
  { sharedData }: { readonly sharedData: object | null },
): string {
  const old =
    sharedData === null ? '' : `<script type="text/javascript">${windowData(sharedData)}</script>\n`
  return `<!DOCTYPE html>
<html lang="en" class="${htmlClass(loggedIn, config)}">
<head>
<meta charset="utf-8">
<title>${title}</title>
<meta name="viewport" content="width=device-width, initial-scale=1">
<link rel="icon" href="data:,">
<link rel="stylesheet" href="${BASE}/style.css">
<link rel="modulepreload" href="${BASE}/${SCRIPT}">
</head>
<body>
<div id="mount"></div>
${old}<script type="application/json" id="page-config">${inert(config)}</script>
<script type="application/json" data-sjs>${inert(blocks)}</script>
<script type="module" src="${BASE}/${SCRIPT}"></script>
</body>
</html>
`
}

/** The screen of a saved account has none of the marks of the login (facts 13). */
function htmlClass(loggedIn: boolean, config: PageConfig): string {
  if ('savedAccount' in config) return ''
  return `no-js ${loggedIn ? 'logged-in' : 'not-logged-in'} client-root`
}

/** The data of a page as it was told until autumn 2023: on one line, which clients cut out. */
function windowData(sharedData: object): string {
  const entryData = { LoginAndSignupPage: [{ captcha: { enabled: false, key: '' } }] }
  return `window._sharedData = ${inert({ ...sharedData, entry_data: entryData })};`
}

/** The page as some addresses get it (facts 5.3): its script never shows anything. */
export function blankPage(): string {
  return (
    '<!DOCTYPE html>\n<html lang="en" class="no-js not-logged-in client-root"><head>' +
    '<meta charset="utf-8"><title>Instagram</title><link rel="icon" href="data:,"></head>' +
    '<body><div id="mount"></div></body></html>\n'
  )
}

/** JSON that cannot end the script element it stands in. */
function inert(value: unknown): string {
  return JSON.stringify(value).replaceAll('<', '\\u003c')
}

/** The scripts and the style sheet of the pages. */
export function assetRoute(): Route {
  return {
    host: 'www.instagram.com',
    method: 'GET',
    path: /^\/rsrc\.php\/[0-9a-f]{12}\/[a-z-]+\.(js|css)$/,
    surface: 'asset',
    handle(request) {
      const name = request.path.slice(request.path.lastIndexOf('/') + 1)
      const text = FILES.get(name)
      if (text === undefined) return undefined
      const type = name.endsWith('.js') ? 'text/javascript' : 'text/css'
      return {
        status: 200,
        headers: {
          'content-type': `${type}; charset=utf-8`,
          'cache-control': 'public, max-age=31536000, immutable',
        },
        text,
      }
    },
  }
}
