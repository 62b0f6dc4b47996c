import { invitationPath, inviteFirstOwner } from '../../access/invitation.ts'
import { startApi } from '../../api/start-api.ts'
import { openApp } from '../../app.ts'
import { loadConfig } from '../../config/config.ts'
import type { Environment } from '../../config/env.ts'
import { loadSecrets } from '../../config/secrets.ts'
import type { Clock } from '../../kernel/clock.ts'
import { Closers } from '../../kernel/closers.ts'
import { systemRandom } from '../../kernel/ids.ts'
import { PracticeDesk } from '../../practice/practice-desk.ts'
import { VERSION } from '../version.ts'
import { dataFolder } from './stage.ts'

type Offer = {
  readonly clock: Clock
  readonly environment: Environment
  readonly folder: string
  readonly say: (line: string) => void
  readonly signal: AbortSignal
}

/** A free port, and nobody but this machine. */
const HERE = { setting: 'EVERCHECK_LISTEN', host: '127.0.0.1', port: 0 } as const

/**
 * Shows what the story has left behind in the panel, until the signal is given. Whoever opens the
 * link becomes the owner of these data, which the next story clears away.
 */
export async function offerPanel(offer: Offer): Promise<void> {
  const { clock, environment, folder, say, signal } = offer
  await using closers = new Closers()
  const own = {
    ...environment,
    EVERCHECK_DATA: dataFolder({ folder }),
    EVERCHECK_KEY_FILE: undefined,
    DATABASE_URL: undefined,
  }
  const edges = { clock, random: systemRandom, tell: () => undefined }
  const app = await openApp(loadConfig(own), loadSecrets(own), edges)
  closers.add('app', () => app.close())
  // The panel offers to practise here as well.
  const practice = new PracticeDesk(app, environment)
  closers.add('practice', () => practice.end())
  const api = await startApi(app, { listen: HERE, version: VERSION, practice })
  closers.add('api', () => api.close())
  const secret = await inviteFirstOwner(app)
  const path = secret === null ? '/' : invitationPath(secret)
  say('')
  say(`Open http://localhost:${api.port}${path} to look at it; Ctrl-C ends.`)
  await new Promise<void>((resolve) => {
    if (signal.aborted) resolve()
    else signal.addEventListener('abort', () => resolve(), { once: true })
  })
}
