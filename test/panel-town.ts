import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { type Simulator, startSimulator } from '../simulator/server.ts'
import { type App, openApp } from '../src/app.ts'
import { loadConfig } from '../src/config/config.ts'
import { systemClock } from '../src/kernel/clock.ts'
import { Closers } from '../src/kernel/closers.ts'
import { systemRandom } from '../src/kernel/ids.ts'
import { buildPanel } from '../tools/build-panel.ts'
import { makeTestDatabase } from './databases.ts'
import { makeOwnFolder, quickFolder, removeFolder } from './quick-folder.ts'
import { sandboxSetting } from './sandbox.ts'
import { type ServiceProcess, startService } from './service-process.ts'
import { PAGE } from './trial.ts'

/** The account that a town's operator logs in, and the profile that he checks. */
export const KEEPER = {
  username: 'keeper',
  password: 'planted-Secret-0481',
  totpSecret: 'JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP',
} as const
export const TARGET = {
  username: 'ada.example',
  followers: 140,
  following: 96,
  mutual: 60,
} as const

/**
 * Where a panel stands on real processes in real time: `serve` answers, a worker of its own reads,
 * and a simulated Instagram is met by both.
 */
export class PanelTown implements AsyncDisposable {
  readonly instagram: Simulator
  /** For looking into the database. */
  readonly app: App
  readonly service: ServiceProcess
  readonly #closers: Closers

  static async open(): Promise<PanelTown> {
    // A service knows the files of the panel that were there when it began.
    await buildPanel()
    const closers = new Closers()
    try {
      const folder = await makeOwnFolder(await quickFolder(), 'panel')
      closers.add('folder', () => removeFolder(folder))
      const instagram = await startSimulator({
        seed: 7,
        config: {
          accounts: [{ ...KEEPER, followers: 4, following: 6 }],
          targets: [TARGET],
          faults: {
            pages: { size: PAGE, short: 0, duplicates: 0, hasMoreWrong: 0 },
            login: { renderDelayMs: 20 },
          },
        },
        clock: systemClock,
      })
      closers.add('simulator', () => instagram.close())
      const database = await makeTestDatabase()
      closers.add('database', () => database.drop())
      const settings = await settingsIn(folder, instagram, database.url)
      const edges = { clock: systemClock, random: systemRandom, tell: () => undefined }
      const app = await openApp(loadConfig(settings), { databaseUrl: database.url }, edges)
      closers.add('app', () => app.close())
      const service = await startService(['serve', '--roles', 'api,schedule'], settings)
      closers.add('service', async () => void (await service.end()))
      const worker = await startService(['worker'], settings)
      closers.add('worker', async () => void (await worker.end()))
      return new PanelTown({ instagram, app, service, closers })
    } catch (error) {
      await closers.close()
      throw error
    }
  }

  private constructor(parts: {
    readonly instagram: Simulator
    readonly app: App
    readonly service: ServiceProcess
    readonly closers: Closers
  }) {
    this.instagram = parts.instagram
    this.app = parts.app
    this.service = parts.service
    this.#closers = parts.closers
  }

  /** Where the panel is. */
  get port(): number {
    return Number(new URL(this.service.ready.panel ?? '').port)
  }

  /** The one-time link, from its path on. */
  get setup(): string {
    const { pathname, hash } = new URL(this.service.ready.setup ?? '')
    return pathname + hash
  }

  /** The code that Instagram has sent to the account. */
  get sentCode(): string {
    const [sent] = this.instagram.world.sentCodes.values()
    return sent?.code ?? ''
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#closers.close()
  }
}

async function settingsIn(
  folder: string,
  instagram: Simulator,
  url: string,
): Promise<Record<string, string>> {
  const ca = join(folder, 'ca.pem')
  const data = join(folder, 'data')
  await mkdir(data)
  await writeFile(ca, instagram.ca)
  return {
    DATABASE_URL: url,
    EVERCHECK_DATA: data,
    EVERCHECK_INSTAGRAM_CONNECT: `${instagram.host}:${instagram.port}`,
    EVERCHECK_INSTAGRAM_CA: ca,
    EVERCHECK_LOG_LEVEL: 'silent',
    EVERCHECK_PACE_MS: '0',
    ...(await sandboxSetting()),
  }
}
