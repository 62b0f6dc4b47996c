import { once } from 'node:events'
import { connect, createServer, type Server, type Socket } from 'node:net'
import { sql } from 'kysely'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { makeTestDatabase, type TestDatabase } from '../../test/databases.ts'
import { newHolder } from '../kernel/ids.ts'
import { openDatabase } from './database.ts'
import { openPool, type Pool } from './pool.ts'

// What the server ends is short; what is given up here leaves a busy machine the time to answer.
const LIMITS = { connectMs: 2000, statementMs: 300, transactionMs: 600, silenceMs: 1500 }

let database: TestDatabase
let line: Line
let pool: Pool

beforeEach(async () => {
  database = await makeTestDatabase()
  line = await Line.open(new URL(database.url))
  pool = openPool({
    address: () => ({ connectionString: line.url }),
    revive: null,
    holder: newHolder(),
    connectionsMax: 1,
    limits: LIMITS,
  })
  return async () => {
    await pool.close()
    await line.close()
    await database.drop()
  }
})

afterEach(() => line.thaw())

test('a statement that nobody answers is given up, and the next one has a new connection', async () => {
  expect(await one()).toBe(1)
  line.freeze()
  await expect(one()).rejects.toThrow('Query read timeout')
  line.thaw()
  expect(await one()).toBe(1)
})

test('a transaction that nobody answers is given up with its connection', async () => {
  const writing = pool.db.transaction().execute(async (tx) => {
    line.freeze()
    await sql`select 1`.execute(tx)
  })
  await expect(writing).rejects.toThrow()
  line.thaw()
  expect(await one()).toBe(1)
})

test('a server that takes a connection and says nothing is not waited for', async () => {
  line.freeze()
  await expect(one()).rejects.toThrow(/timeout/)
})

test('a connection that others do not give back is not waited for', async () => {
  const { promise: over, resolve: end } = Promise.withResolvers<void>()
  const holding = pool.db.connection().execute(() => over)
  await expect(one()).rejects.toThrow('timeout exceeded when trying to connect')
  end()
  await holding
})

test('closing does not hang on a connection whose other end has vanished', async () => {
  const holder = newHolder()
  const options = { url: line.url, dataFolder: '', holder, connectionsMax: 2 }
  const open = await openDatabase(options)
  await open.announce()
  await sql`select 1`.execute(open.db)
  line.freeze()
  await open.close()
})

test('the server ends a statement that takes too long', async () => {
  await expect(sql`select pg_sleep(5)`.execute(pool.db)).rejects.toMatchObject({ code: '57014' })
  expect(await one()).toBe(1)
})

test('the server ends a transaction that takes too long, though each statement is short', async () => {
  const writing = pool.db.transaction().execute(async (tx) => {
    for (;;) await sql`select pg_sleep(0.05)`.execute(tx)
  })
  await expect(writing).rejects.toThrow()
  expect(await one()).toBe(1)
})

test('a transaction that only reads takes its time: it keeps nobody waiting', async () => {
  const tx = await pool.db.startTransaction().setAccessMode('read only').execute()
  await sql`declare slow no scroll cursor for select pg_sleep(0.4) from generate_series(1, 3)`.execute(
    tx,
  )
  for (let row = 0; row < 3; row += 1) await sql`fetch forward 1 from slow`.execute(tx)
  await expect(sql`create table forbidden ()`.execute(tx)).rejects.toMatchObject({ code: '25006' })
  await tx.rollback().execute()
  expect(await one()).toBe(1)
})

async function one(): Promise<number | undefined> {
  const { rows } = await sql<{ one: number }>`select 1 as one`.execute(pool.db)
  return rows[0]?.one
}

/** A line to a server that can be frozen: then nothing comes through, and nobody is told. */
class Line {
  readonly url: string
  readonly #server: Server
  readonly #sockets = new Set<Socket>()
  #isFrozen = false

  static async open(target: URL): Promise<Line> {
    const server = createServer().listen(0, '127.0.0.1')
    await once(server, 'listening')
    return new Line(server, target)
  }

  private constructor(server: Server, target: URL) {
    const address = server.address()
    const here = new URL(target)
    // Over the network, where the line is, and not by the server's socket.
    here.searchParams.delete('host')
    here.port = String(typeof address === 'object' ? address?.port : 0)
    this.url = here.href
    this.#server = server
    server.on('connection', (near) => {
      const far = connect(Number(target.port), target.hostname)
      this.#join(near, far)
      this.#join(far, near)
    })
  }

  freeze(): void {
    this.#isFrozen = true
  }

  thaw(): void {
    this.#isFrozen = false
  }

  async close(): Promise<void> {
    for (const socket of this.#sockets) socket.destroy()
    await new Promise((resolve) => this.#server.close(resolve))
  }

  #join(from: Socket, to: Socket): void {
    this.#sockets.add(from)
    from.on('data', (chunk) => {
      if (!this.#isFrozen) to.write(chunk)
    })
    from.on('error', () => undefined)
    from.on('close', () => {
      this.#sockets.delete(from)
      // As long as it is frozen, the other end learns of nothing.
      if (!this.#isFrozen || from.destroyed) to.destroy()
    })
  }
}
