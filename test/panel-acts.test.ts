import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'
import { ENDPOINTS } from '../src/contract/all.ts'

const PANEL = fileURLToPath(new URL('../panel/src/', import.meta.url))

/**
 * What only a browser can do: proving who one is, which asks an authenticator, and what a customer
 * does on his own page.
 */
const OF_THE_BROWSER = ['sign-in/', 'setup/ChooseMeans.tsx', 'app/', 'frame/session.ts', 'result/']
const PASSKEYS = ['offerAnotherPasskey', 'addPasskey']
const READS = ['readInvitation']

test('whatever the panel changes is an act, which can be copied as a command', async () => {
  const changes = new Set(ENDPOINTS.flatMap(({ id, method }) => (method === 'GET' ? [] : [id])))
  const once = new Set(ENDPOINTS.flatMap(({ id, idempotent }) => (idempotent ? [id] : [])))
  const acts = new Set<string>()
  const keyless: string[] = []
  const bare: string[] = []
  for (const { file, text } of await panelFiles()) {
    for (const [, how, id = ''] of text.matchAll(/\b(act|useOnce)<[^>]*>\(\s*'(\w+)'/g)) {
      acts.add(id)
      if (once.has(id) !== (how === 'useOnce')) keyless.push(`${file}: ${id}`)
    }
    if (OF_THE_BROWSER.some((own) => file.startsWith(own))) continue
    for (const [, id = ''] of text.matchAll(/\bcall<[^>]*>\(\s*'(\w+)'/g)) {
      if (changes.has(id) && ![...PASSKEYS, ...READS].includes(id)) bare.push(`${file}: ${id}`)
    }
    // A form or a question that is sent somewhere shows where: it takes an act and nothing else.
    if (/method: '(POST|PUT|PATCH|DELETE)'/.test(text)) bare.push(`${file}: a request of its own`)
  }
  expect(bare).toEqual([])
  // What makes something makes it once, however often its command is pasted.
  expect(keyless).toEqual([])
  expect([...acts].filter((id) => !changes.has(id))).toEqual([])
  expect(acts.size).toBeGreaterThan(20)
})

test('what opens a form knows the act that the form is for, and is off where that is', async () => {
  const changes = new Set(ENDPOINTS.flatMap(({ id, method }) => (method === 'GET' ? [] : [id])))
  const opened: string[] = []
  const bare: string[] = []
  for (const { file, text } of await panelFiles()) {
    for (const [, id = ''] of text.matchAll(OPENS)) opened.push(id)
    // Whoever may not send a form gets it by no address: `useAsked` looks at both.
    if (BY_ADDRESS.test(text)) bare.push(file)
  }
  expect(bare).toEqual([])
  // An endpoint that nobody knows would be everybody's.
  expect(opened.filter((id) => !changes.has(id))).toEqual([])
  expect(new Set(opened).size).toBeGreaterThan(12)
})

const OPENS = /(?:\bopens(?:=|: )|useMayNot\(|useAsked\('\w+', )["'](\w+)["']/g
/** A form, which can be closed, while the address says something. */
const BY_ADDRESS = /\.has\('\w+'\)[^?]*\?\s*\(?\s*<[A-Z][^>]*\bonClose=/

test('the panel asks nothing of what an operator may switch off', async () => {
  const off = new Set(ENDPOINTS.flatMap(({ id, original }) => (original ? [id] : [])))
  const asked: string[] = []
  for (const { file, text } of await panelFiles()) {
    for (const [, id = ''] of text.matchAll(/'(\w+)'/g))
      if (off.has(id)) asked.push(`${file}: ${id}`)
  }
  expect(off.size).toBe(3)
  expect(asked).toEqual([])
})

async function panelFiles(): Promise<readonly { readonly file: string; readonly text: string }[]> {
  const entries = await readdir(PANEL, { recursive: true, withFileTypes: true })
  return Promise.all(
    entries
      .filter(({ name }) => /\.tsx?$/.test(name) && !name.includes('.test.'))
      .map(async ({ parentPath, name }) => {
        const path = join(parentPath, name)
        return { file: path.slice(PANEL.length), text: await readFile(path, 'utf8') }
      }),
  )
}
