import { readFileSync } from 'node:fs'
import type { FastifyInstance } from 'fastify'
import { explainError } from '../contract/errors.ts'
import { STATUS_OF_CODE } from './problem.ts'
import { ErrorUnknownError } from './refusals.ts'
import { route } from './route.ts'

const PAGE = new URL('../../docs/errors.md', import.meta.url)

/** The rows of docs/errors.md, one by one: what the `type` of a refusal leads to. */
export function errorsRoutes(): (app: FastifyInstance) => void {
  return (app) => {
    const rows = rowsOf(readFileSync(PAGE, 'utf8'))
    route(app, explainError, async ({ params: { code } }) => {
      const row = rows.get(code)
      if (!row) throw new ErrorUnknownError(`There is no error ${code}.`)
      const [happened = '', evercheckDoes = '', youDo = '', exit = ''] = row
      const status = STATUS_OF_CODE[code] ?? null
      return { code, happened, evercheckDoes, youDo, exit: Number(exit), status }
    })
  }
}

/** Every row of a table whose first cell is a code, by that code. */
function rowsOf(page: string): ReadonlyMap<string, readonly string[]> {
  const rows = page.split('\n').flatMap((line) => {
    const [code = '', ...cells] = line.split('|').slice(1, -1)
    const [, name] = /^ `([A-Z][A-Z_]+)` $/.exec(code) ?? []
    return name === undefined || cells.length !== 4
      ? []
      : [[name, cells.map((cell) => cell.trim())] as const]
  })
  return new Map(rows)
}
