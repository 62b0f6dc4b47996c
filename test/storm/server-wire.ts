import type { QueryResult } from 'kysely'
import type pg from 'pg'
import type { Wire } from './dialect.ts'
import { ConnectionLostError, type Gate, nameOf, wordsOf } from './ground.ts'

/** What a server says when it ends a connection, and the driver when one has ended. */
const LOST = /^(57P0[123]|08\d{3})$/
const LOST_WORDS = /Connection terminated|not queryable|Client was closed/

/** A connection of a process to a real server, taken from its pool with the first statement. */
export class ServerWire implements Wire {
  readonly #gate: Gate
  readonly #connect: () => Promise<pg.PoolClient>
  #client: pg.PoolClient | null = null
  /** Its transaction is gone, with everything in it. */
  #isBroken = false
  #toldNowMs = 0

  constructor(gate: Gate, connect: () => Promise<pg.PoolClient>) {
    this.#gate = gate
    this.#connect = connect
  }

  async run(text: string, values: readonly unknown[]): Promise<QueryResult<unknown>> {
    const { scheduler, life, trace } = this.#gate
    const name = nameOf(text)
    await scheduler.turn(life, name)
    if (this.#isBroken) {
      if (text === 'rollback') return { rows: [] }
      throw new ConnectionLostError()
    }
    const fault = this.#gate.strike(name)
    if (fault === 'refused') this.#lose()
    let answered: pg.QueryResult
    try {
      answered = await scheduler.outside(this.#carryOut(text, values))
    } catch (error) {
      if (life.isDead) return await never()
      trace.note(scheduler.nowMs, `${life.name} is refused: ${wordsOf(error)}`)
      if (isLost(error)) this.#lose()
      throw error
    }
    if (life.isDead) return await never()
    trace.note(scheduler.nowMs, `${life.name} hears of ${answered.rowCount} from ${name}`)
    if (fault === 'answer-lost') this.#lose()
    this.#gate.done(text)
    const { rows, rowCount, command } = answered
    return command === 'SELECT' || rowCount === null
      ? { rows }
      : { rows, numAffectedRows: BigInt(rowCount) }
  }

  /** Gives the connection back to its pool. */
  release(): void {
    this.#client?.release()
    this.#client = null
  }

  async #carryOut(text: string, values: readonly unknown[]): Promise<pg.QueryResult> {
    const { scheduler, holder } = this.#gate
    this.#client ??= await this.#connect()
    const client = this.#client
    // What was set in a transaction that is rolled back was never set.
    if (text === 'rollback') this.#toldNowMs = 0
    else if (this.#toldNowMs !== scheduler.nowMs) {
      await client.query(
        "select set_config('storm.now', $1, false), set_config('storm.actor', $2, false)",
        [new Date(scheduler.nowMs), holder],
      )
      this.#toldNowMs = scheduler.nowMs
    }
    return client.query(text, [...values])
  }

  /** The connection is gone, and with it the transaction that was open on it. */
  #lose(): never {
    this.#isBroken = true
    this.#client?.release(true)
    this.#client = null
    throw new ConnectionLostError()
  }
}

/** The dead hear nothing any more. */
function never(): Promise<never> {
  return new Promise(() => undefined)
}

function isLost(error: unknown): boolean {
  if (!(error instanceof Error)) return false
  const code = 'code' in error && typeof error.code === 'string' ? error.code : ''
  return LOST.test(code) || LOST_WORDS.test(error.message)
}
