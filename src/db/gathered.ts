import type { Database } from './database.ts'

/** Reads under way at the same time: one that takes long does not hold up all others. */
const UNDER_WAY_MAX = 2

/** Reads one thing by its key; undefined when there is none. */
export type GatheredRead<K, V> = (
  context: { readonly db: Database },
  key: K,
) => Promise<V | undefined>

/**
 * Makes one statement of all that is asked for at the same time: where many ask, each of them costs
 * a share of a round trip. Nothing is remembered: whoever asks is answered by a statement that was
 * sent after he asked (docs/decisions/0063). When it fails, it fails for all who were in it.
 */
export function gathered<K, V>(
  read: (context: { readonly db: Database }, keys: readonly K[]) => Promise<ReadonlyMap<K, V>>,
): GatheredRead<K, V> {
  const gatherers = new WeakMap<Database, Gatherer<K, V>>()
  return ({ db }, key) => {
    const known = gatherers.get(db)
    const gatherer = known ?? new Gatherer((keys) => read({ db }, keys))
    if (!known) gatherers.set(db, gatherer)
    return gatherer.ask(key)
  }
}

type Gathering<K, V> = {
  readonly keys: Set<K>
  readonly read: PromiseWithResolvers<ReadonlyMap<K, V>>
}

class Gatherer<K, V> {
  readonly #read: (keys: readonly K[]) => Promise<ReadonlyMap<K, V>>
  #gathering: Gathering<K, V> | null = null
  #underWay = 0

  constructor(read: (keys: readonly K[]) => Promise<ReadonlyMap<K, V>>) {
    this.#read = read
  }

  async ask(key: K): Promise<V | undefined> {
    const gathering = this.#gathering ?? this.#begin()
    gathering.keys.add(key)
    return (await gathering.read.promise).get(key)
  }

  #begin(): Gathering<K, V> {
    const gathering = { keys: new Set<K>(), read: Promise.withResolvers<ReadonlyMap<K, V>>() }
    this.#gathering = gathering
    if (this.#underWay < UNDER_WAY_MAX) {
      // Whoever asks in the same turn of the loop comes along.
      setImmediate(() => {
        if (this.#gathering === gathering) this.#send(gathering)
      })
    }
    return gathering
  }

  #send({ keys, read }: Gathering<K, V>): void {
    this.#gathering = null
    this.#underWay += 1
    this.#read([...keys])
      .then(read.resolve, read.reject)
      .finally(() => {
        this.#underWay -= 1
        if (this.#gathering !== null) this.#send(this.#gathering)
      })
  }
}
