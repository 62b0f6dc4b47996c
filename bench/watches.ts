import { makeClocks, makeServer, makeTurnedDatabase } from '../test/turned-databases.ts'
import { type WatchedSize, watchFor } from '../test/watched-world.ts'
import type { Workshop } from './workshop.ts'

/**
 * Many watches over some accounts for a month of turned time, while others order: whether all of
 * them are read in time, no order waits for one, and the money adds up.
 */
export async function benchWatches(workshop: Workshop, size: WatchedSize): Promise<void> {
  const clocks = await makeClocks(workshop.closers)
  const server = await makeServer(workshop.closers, clocks)
  const database = await makeTurnedDatabase(server, clocks)
  const { watches, accounts, days, ordersPerDay } = size
  const asked = { watches, accounts, days, ordersPerDay }
  const figures = await watchFor(asked, { database, tell: (line) => workshop.say(line) })
  workshop.show({ bench: 'watches', ...asked, ...figures })
}
