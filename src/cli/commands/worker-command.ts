import { endOwnTrouble } from '../../accounts/rest-store.ts'
import type { App } from '../../app.ts'
import { work } from '../../checks/work.ts'
import { urlOf, workerHealthListen } from '../../config/serving.ts'
import { keepKeys } from '../../credentials/keep-keys.ts'
import { startHealthAnywhere } from '../../health/listener.ts'
import { probes } from '../../health/probes.ts'
import { Closers } from '../../kernel/closers.ts'
import { writeCompiled } from '../../kernel/compile-cache.ts'
import { howMany } from '../../words/how-many.ts'
import { EXIT } from '../exit-code.ts'
import { type Ending, goneInTime } from '../gone-in-time.ts'
import { metricsRoutes } from '../metrics-routes.ts'
import type { Output } from '../output.ts'
import { json, type Registrar } from '../registrar.ts'
import { UNFINISHED } from '../service-lines.ts'
import { VERSION } from '../version.ts'

/** Registers `evercheck worker`. */
export function registerWorker({ program, actWithKey, shell }: Registrar): void {
  program
    .command('worker')
    .description('read whatever is ordered, until Ctrl-C or SIGTERM')
    .addOption(json())
    .action(actWithKey((app, output) => workerCommand(app, output, shell)))
}

/**
 * `evercheck worker`: reads whatever is ordered, with as many accounts at a time as there are
 * slots. The first line says that it does. A signal puts the slices down between two pages.
 */
export async function workerCommand(app: App, output: Output, by: Ending): Promise<number> {
  await using closers = new Closers()
  void goneInTime(app, by, () => output.line(UNFINISHED))
  const { signal } = by
  await endOwnTrouble(app)
  await app.describe({ roles: ['work'], version: VERSION })
  const keeping = keepKeys(app)
  closers.add('keys', () => keeping.close())
  const at = workerHealthListen(app.config.service)
  const { port, close } = await startHealthAnywhere(at, {
    ...probes(app, () => ({ work: !signal.aborted })),
    ...(await metricsRoutes(app, { figures: false })),
  })
  closers.add('health', close)
  writeCompiled()
  const health = urlOf(at.host, port)
  output.json({ ready: true, api: null, panel: null, health, setup: null })
  output.line(
    `This worker reads whatever is ordered, up to ${howMany(app.slots, 'check')} at a time. Order with: evercheck check TARGET. Health: ${health}. Ctrl-C ends it; what was read is kept.`,
  )
  const desk = app.dialogues.start(app)
  closers.add('dialogues', () => desk.close())
  // Beside the pages that are being read, not after them. It never rejects.
  signal.addEventListener('abort', () => void desk.close(), { once: true })
  await work(app, signal)
  return EXIT.ok
}
