import { readdirSync, readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { z } from 'zod'
import {
  feedByName,
  findByName,
  type Operation,
  readList,
  readOwnUser,
  readUser,
  searchByName,
} from '../src/instagram/questions/operation.ts'
import { classify } from '../src/instagram/verdicts/classify.ts'
import type { Answer } from '../src/instagram/wire/transport.ts'

/** Every row of the failure table (facts 4.1). A row without a recorded answer fails the test. */
const ROWS = `
  1 1b 1c 2 2b 2c 2d 2e 3 4 5 5b 6 7 8 9 10 10b 11 11b 12 13 14 15 16 17 18 19 20 21 22 23
  24 24b 24c 25 26 27 28 29 30 31 32 33 34 35 36 37 38 39 39b 39c 40
`
  .trim()
  .split(/\s+/)

const Asked = z.discriminatedUnion('name', [
  z.object({
    name: z.enum(['followers', 'following']),
    pk: z.string(),
    username: z.string(),
    cursor: z.string().nullable(),
    count: z.number(),
  }),
  z.object({ name: z.enum(['user-info', 'self']), pk: z.string() }),
  z.object({ name: z.enum(['profile-by-name', 'search', 'feed-by-name']), username: z.string() }),
])

const Recorded = z.strictObject({
  row: z.string(),
  source: z.string().min(4),
  operation: Asked,
  answer: z.union([
    z.strictObject({
      status: z.number().int(),
      headers: z.record(z.string(), z.string()),
      setCookies: z.array(z.string()),
      location: z.string().nullable(),
      /** A text as it came, or JSON in a form that can be read. */
      body: z.union([z.string(), z.record(z.string(), z.unknown())]),
    }),
    z.strictObject({
      noAnswer: z.object({ reason: z.enum(['reset', 'timeout', 'too-large']), detail: z.string() }),
    }),
  ]),
  circumstances: z.strictObject({
    firstOnConnection: z.boolean(),
    expectedCount: z.number().nullable(),
    rowsSoFar: z.number(),
  }),
  verdict: z.looseObject({ kind: z.string(), evidence: z.object({ row: z.string() }) }),
})
type Recorded = z.infer<typeof Recorded>

const folder = new URL('./corpus/', import.meta.url)
const files = readdirSync(folder).filter((name) => name.endsWith('.json'))
const corpus = files.map((name) => {
  const text = readFileSync(new URL(name, folder), 'utf8')
  return { name, recorded: Recorded.parse(JSON.parse(text)) }
})

test.each(corpus)('$name is understood', ({ name, recorded }) => {
  expect(name.startsWith(`${recorded.row}-`)).toBe(true)
  const { evidence, ...ruling } = classify(
    operationOf(recorded.operation),
    answerOf(recorded.answer),
    recorded.circumstances,
  )
  const { evidence: expected, ...told } = recorded.verdict
  expect(ruling).toEqual(told)
  expect(evidence.row).toBe(expected.row)
})

test('every row of the failure table has a recorded answer', () => {
  const recorded = new Set(corpus.map((entry) => entry.recorded.row))
  expect(ROWS.filter((row) => !recorded.has(row))).toEqual([])
})

test('no recorded answer stands for a row that the table does not have', () => {
  const known = new Set([...ROWS, 'good', 'bare-401', 'unrecognised'])
  const rows = corpus.map((entry) => entry.recorded.row)
  expect(rows.filter((row) => !known.has(row))).toEqual([])
})

test('no evidence in the whole corpus tells a nonce, an account or an identifier', () => {
  for (const { recorded } of corpus) {
    const verdict = classify(
      operationOf(recorded.operation),
      answerOf(recorded.answer),
      recorded.circumstances,
    )
    const told = JSON.stringify({ ...verdict, value: undefined })
    expect(told).not.toMatch(/Nonce|Secret|7000001|evil\.test/)
  }
})

function operationOf(asked: Recorded['operation']): Operation<unknown> {
  switch (asked.name) {
    case 'followers':
    case 'following':
      return listOf(asked.name, asked.pk, asked.username, asked.cursor, asked.count)
    case 'user-info':
      return erased(readUser(asked.pk))
    case 'self':
      return erased(readOwnUser(asked.pk))
    case 'profile-by-name':
      return erased(findByName(asked.username))
    case 'search':
      return erased(searchByName(asked.username))
    case 'feed-by-name':
      return erased(feedByName(asked.username))
  }
}

// Counts past the limit are never asked for by us; others have recorded what they earn.
function listOf(
  list: 'followers' | 'following',
  pk: string,
  username: string,
  cursor: string | null,
  count: number,
): Operation<unknown> {
  const operation = readList(list, pk, username, cursor, Math.min(count, 200))
  return erased({ ...operation, query: { ...operation.query, count: String(count) } })
}

// What is read differs by surface; the corpus compares it as plain data.
function erased<T>(operation: Operation<T>): Operation<unknown> {
  return operation as Operation<unknown>
}

function answerOf(answer: Recorded['answer']): Answer {
  if ('noAnswer' in answer) return { kind: 'no-answer', ...answer.noAnswer, durationMs: 1 }
  return {
    kind: 'answer',
    ...answer,
    body: typeof answer.body === 'string' ? answer.body : JSON.stringify(answer.body),
    protocol: 'h2',
    firstOnConnection: false,
    durationMs: 1,
  }
}
