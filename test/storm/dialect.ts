import {
  type CompiledQuery,
  type DatabaseConnection,
  type DatabaseIntrospector,
  type Dialect,
  type Driver,
  Kysely,
  PostgresAdapter,
  PostgresIntrospector,
  PostgresQueryCompiler,
  type QueryResult,
} from 'kysely'
import type { Tables } from '../../src/db/tables.gen.ts'

/** A connection of a process to the database of a storm. */
export type Wire = {
  /** Carries out one statement, sooner or later. */
  run(text: string, values: readonly unknown[]): Promise<QueryResult<unknown>>
  /** Nobody needs it any more. */
  release?(): void
}

/** A query builder whose statements go over connections that `connect` makes, one per acquirer. */
export function kyselyOver(connect: () => Wire): Kysely<Tables> {
  return new Kysely<Tables>({ dialect: new WireDialect(connect) })
}

class WireDialect implements Dialect {
  readonly #connect: () => Wire

  constructor(connect: () => Wire) {
    this.#connect = connect
  }

  createDriver(): Driver {
    return new WireDriver(this.#connect)
  }

  createQueryCompiler(): PostgresQueryCompiler {
    return new PostgresQueryCompiler()
  }

  createAdapter(): PostgresAdapter {
    return new PostgresAdapter()
  }

  createIntrospector(db: Kysely<unknown>): DatabaseIntrospector {
    return new PostgresIntrospector(db)
  }
}

class WireDriver implements Driver {
  readonly #connect: () => Wire

  constructor(connect: () => Wire) {
    this.#connect = connect
  }

  async init(): Promise<void> {}

  async acquireConnection(): Promise<WireConnection> {
    return new WireConnection(this.#connect())
  }

  async beginTransaction(connection: WireConnection): Promise<void> {
    await connection.wire.run('begin', [])
  }

  async commitTransaction(connection: WireConnection): Promise<void> {
    await connection.wire.run('commit', [])
  }

  async rollbackTransaction(connection: WireConnection): Promise<void> {
    await connection.wire.run('rollback', [])
  }

  async releaseConnection({ wire }: WireConnection): Promise<void> {
    wire.release?.()
  }

  async destroy(): Promise<void> {}
}

class WireConnection implements DatabaseConnection {
  readonly wire: Wire

  constructor(wire: Wire) {
    this.wire = wire
  }

  async executeQuery<R>({ sql, parameters }: CompiledQuery): Promise<QueryResult<R>> {
    // The rows are what the statement says, as with any driver.
    return (await this.wire.run(sql, parameters)) as QueryResult<R>
  }

  streamQuery(): never {
    throw new Error('nothing of Evercheck streams a query')
  }
}
