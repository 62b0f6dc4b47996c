import { madeAnew } from '../../app.ts'
import type { OpenDatabase } from '../../db/database.ts'
import { brokenPromises } from '../../db/durability.ts'
import type { Finding } from './finding.ts'

/** Where the data lies, how it is reached, and whether it is safe there. */
export async function* examineServer(
  database: OpenDatabase,
  hadKey: boolean,
): AsyncGenerator<Finding> {
  const notes = [...database.warnings, ...madeAnew(database, hadKey)]
  for (const note of notes) yield { what: 'database', state: 'careful', says: `${note}.` }
  yield { what: 'database', state: 'well', says: whereItIs(database) }
  const broken = await brokenPromises(database)
  if (broken.length > 0) {
    const says = `A power cut may lose what was saved last: the server has ${broken.join(', ')}.`
    yield { what: 'database', state: 'careful', says }
  }
  if (database.liveness === 'beat') {
    const says =
      'There is a pooler in transaction mode on the way: that a process lives is known by its beats alone, half a minute late, and nobody is woken by a notification. Connect in session mode.'
    yield { what: 'database', state: 'careful', says }
  }
}

function whereItIs({ place }: OpenDatabase): string {
  if (place === null) return 'The PostgreSQL of DATABASE_URL answers.'
  return `PostgreSQL in ${place.folder} answers. It runs while a command of Evercheck does, and any client of its owner or of root reaches it then: psql -h ${place.socketFolder} -U postgres, or ${place.address}`
}
