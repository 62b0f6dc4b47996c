import { on } from 'node:events'
import type { Report } from './crew.ts'
import { StormDatabase } from './database.ts'
import { tell, whole } from './storm.ts'
import { realWorker } from './worker.ts'

// One process of a crew: it is told a seed, runs that bout, and reports. Nobody needs it without
// the one that tells it seeds.
process.once('disconnect', () => process.exit(1))
await using database = await StormDatabase.open()
for await (const [seed] of on(process, 'message')) {
  const { checks, unfinished, broken, open } = await tell(
    { database, worker: realWorker },
    whole(Number(seed)),
  )
  process.send?.({ seed: Number(seed), checks, unfinished, broken, open } satisfies Report)
}
