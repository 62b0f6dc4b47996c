import { hostname } from 'node:os'
import pg from 'pg'
import { systemClock } from '../kernel/clock.ts'
import { cut, endWithin, isSilence, within } from './connection.ts'
import { knownMigrations } from './migration-files.ts'

/** How a holder is known to be alive: by its lock, or, behind a pooler, by its beats alone. */
export type Liveness = 'lock' | 'beat'

/** What a process is, for those who look at all of them. */
export type ProcessKind = {
  /** What it is there for; empty for a command. */
  readonly roles: readonly string[]
  readonly version: string
}

/** Hears of notifications; called without a word whenever some may have been missed. */
export type Heard = () => void

/** How long is waited between two attempts to be known as alive again. */
const RECONNECT_MS = 500
/** A third of the silence after which a holder may be taken for dead (migration 0003). */
const BEAT_MS = 10_000

/**
 * The one direct connection of a process: its advisory lock tells others that the process lives,
 * its beats tell the same where locks do not count, and it listens for notifications. When it
 * breaks, it is made anew, for as long as it takes: until then others may take over what this
 * process holds, which the fence makes harmless, but for a login under way, for which they wait for
 * silence.
 */
export class HolderLife {
  readonly #connect: () => Promise<pg.Client>
  readonly #holder: string
  readonly #over = new AbortController()
  readonly #heard = new Map<string, Set<Heard>>()
  #client: pg.Client | null = null
  #liveness: Liveness = 'lock'
  #kind: ProcessKind = { roles: [], version: '' }
  #beating: Promise<void> = Promise.resolve()
  /** Ends when the connection is free for the next statement. */
  #free: Promise<unknown> = Promise.resolve()

  private constructor(connect: () => Promise<pg.Client>, holder: string) {
    this.#connect = connect
    this.#holder = holder
  }

  /** Connects and takes the lock; the process is known to be alive when this returns. */
  static async begin(parts: {
    readonly connect: () => Promise<pg.Client>
    /** The server's process behind any other connection of ours. */
    readonly otherBackend: () => Promise<number | undefined>
    readonly holder: string
  }): Promise<HolderLife> {
    const life = new HolderLife(parts.connect, parts.holder)
    await life.#open()
    try {
      life.#liveness = await life.#findLiveness(parts.otherBackend)
    } catch (error) {
      await life.end()
      throw error
    }
    return life
  }

  /** How this process is known to be alive. */
  get liveness(): Liveness {
    return this.#liveness
  }

  /** Enters the holder among the living and goes on beating. The schema must be up to date. */
  async announce(): Promise<void> {
    await this.#beat()
    this.#beating = this.#goOnBeating()
  }

  /** Lets everybody know what this process is, from now on with every beat. */
  async describe(kind: ProcessKind): Promise<void> {
    this.#kind = kind
    await this.#beat()
  }

  /**
   * Calls `heard` for every notification on `channel`, and whenever the connection was made anew.
   * Returns how to end that. Behind a pooler nothing is heard: whoever waits must look as well.
   */
  listen(channel: string, heard: Heard): () => void {
    const known = this.#heard.get(channel)
    const all = known ?? new Set()
    all.add(heard)
    if (!known) {
      this.#heard.set(channel, all)
      void this.#send(`listen ${pg.escapeIdentifier(channel)}`).catch(() => undefined)
    }
    return () => void all.delete(heard)
  }

  /** Lets go of the lock, at once. */
  async end(): Promise<void> {
    this.#over.abort()
    const client = this.#client
    if (client === null) return
    await within(this.#sayGoodbye(), () => cut(client))
    await endWithin(client)
  }

  async #sayGoodbye(): Promise<void> {
    await this.#beating
    await this.#send('delete from holders where holder = $1::bigint', [this.#holder]).catch(
      () => undefined,
    )
  }

  /** One after the other: a connection takes a statement at a time. Without one nothing is sent. */
  #send(text: string, values: readonly unknown[] = []): Promise<unknown> {
    const sent = this.#free.then(() => this.#client?.query(text, [...values]))
    this.#free = sent.catch(() => undefined)
    return sent
  }

  async #open(): Promise<void> {
    const client = await this.#connect()
    try {
      await client.query('select pg_advisory_lock($1::bigint)', [this.#holder])
      for (const channel of this.#heard.keys()) {
        await client.query(`listen ${pg.escapeIdentifier(channel)}`)
      }
    } catch (error) {
      await endWithin(client)
      throw error
    }
    if (this.#over.signal.aborted) return endWithin(client)
    this.#client = client
    client.on('notification', ({ channel }) => this.#hear(channel))
    client.on('end', () => {
      this.#client = null
      void this.#reconnect()
    })
  }

  async #reconnect(): Promise<void> {
    while (!this.#over.signal.aborted) {
      try {
        await this.#open()
        // What was said meanwhile nobody has heard.
        for (const channel of this.#heard.keys()) this.#hear(channel)
        return
      } catch {
        await systemClock.sleep(RECONNECT_MS, this.#over.signal).catch(() => undefined)
      }
    }
  }

  #hear(channel: string): void {
    for (const heard of this.#heard.get(channel) ?? []) heard()
  }

  async #goOnBeating(): Promise<void> {
    const { signal } = this.#over
    while (!signal.aborted) {
      await systemClock.sleep(BEAT_MS, signal).catch(() => undefined)
      if (signal.aborted) return
      const client = this.#client
      // One that does not come through is made up for by the next, on a new connection.
      await this.#beat().catch((error: unknown) => {
        if (client && isSilence(error)) cut(client)
      })
    }
  }

  async #beat(): Promise<void> {
    const { roles, version } = this.#kind
    const knows = [...(await knownMigrations())]
    await this.#send(
      `insert into holders
         (holder, liveness, started_at, beat_at, roles, version, host, pid, knows)
       values ($1::bigint, $2, evercheck_now(), evercheck_now(), $3::text[], $4, $5, $6,
         $7::text[])
       on conflict (holder) do update
       set liveness = excluded.liveness, beat_at = excluded.beat_at, roles = excluded.roles,
         version = excluded.version`,
      [this.#holder, this.#liveness, [...roles], version, hostname(), process.pid, knows],
    )
  }

  /**
   * A pooler in transaction mode gives two clients one connection, or one client two: then a lock
   * belongs to nobody.
   */
  async #findLiveness(otherBackend: () => Promise<number | undefined>): Promise<Liveness> {
    const mine = await backendOf(this.#client)
    const others = await otherBackend()
    const mineAgain = await backendOf(this.#client)
    return mine === others || mine !== mineAgain ? 'beat' : 'lock'
  }
}

async function backendOf(client: pg.Client | null): Promise<number | undefined> {
  const found = await client?.query<{ pid: number }>('select pg_backend_pid() as pid')
  return found?.rows[0]?.pid
}
