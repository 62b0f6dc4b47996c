import { strict as assert } from 'node:assert'
import type { PostgresCursor, PostgresPool, PostgresPoolClient, PostgresQueryResult } from 'kysely'
import type pg from 'pg'
import { cut, isSilence } from './connection.ts'

/**
 * A pool whose connections parse a statement that opens with a comment like `prepared: save-page`
 * once, keep it under that name, and from then on only run it. It is for the few statements that
 * are run for every page: the text of one must always be the same, and it must name what it
 * returns, because a column added later would break it where it says `*`. `connect` gives one of
 * the pool's connections.
 */
export function preparing(pool: pg.Pool, connect: () => Promise<pg.PoolClient>): PostgresPool {
  return {
    options: pool.options,
    end: () => pool.end(),
    connect: async () => preparingClient(await connect()),
  }
}

const NAME = /^\s*\/\* prepared: ([a-z-]+) \*\//

const FETCH = /^\s*fetch\b/
const FETCH_MS_MAX = 10 * 60_000

function preparingClient(client: pg.PoolClient): PostgresPoolClient {
  let isCut = false
  function query<R>(text: string, values: readonly unknown[]): Promise<PostgresQueryResult<R>>
  function query<R>(cursor: PostgresCursor<R>): PostgresCursor<R>
  function query(text: unknown, given: readonly unknown[] = []): unknown {
    assert(typeof text === 'string', 'statements are text: there are no cursors here')
    const name = NAME.exec(text)?.[1]
    const values = [...given]
    const named = name === undefined ? { text, values } : { name, text, values }
    // The first rows of a cursor come when all of them are sorted.
    const statement = FETCH.test(text) ? { ...named, query_timeout: FETCH_MS_MAX } : named
    return client.query(statement).catch((error: unknown) => {
      // Whatever is sent next would wait behind the answer that does not come.
      if (isSilence(error)) {
        isCut = true
        cut(client)
      }
      throw error
    })
  }
  return { query, release: (destroy) => client.release(isCut || destroy) }
}
