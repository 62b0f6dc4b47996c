import { ensureAccount } from '../src/accounts/account-store.ts'
import { type App, openApp } from '../src/app.ts'
import { loadConfig } from '../src/config/config.ts'
import type { Environment } from '../src/config/env.ts'
import { loadSecrets } from '../src/config/secrets.ts'
import { storeCredential } from '../src/credentials/credential-store.ts'
import { systemClock } from '../src/kernel/clock.ts'
import { systemRandom } from '../src/kernel/ids.ts'
import type { Tell } from '../src/telemetry/events.ts'

/** Which database Evercheck works on. */
export type DatabaseKind = 'postgres' | 'embedded'

/** Where an Evercheck of a bench lives. Can be handed to another process. */
export type Place = {
  readonly environment: Environment
  readonly dataFolder: string
  /** Null means the embedded database, in the data folder. */
  readonly databaseUrl: string | null
  /** `host:port` of the simulator. */
  readonly connect: string
  readonly caFile: string
}

/** Opens Evercheck as the command line does, with its log, but without a pace. */
export async function openEvercheck(place: Place, tell: Tell): Promise<App> {
  const environment = {
    ...place.environment,
    EVERCHECK_DATA: place.dataFolder,
    EVERCHECK_INSTAGRAM_CONNECT: place.connect,
    EVERCHECK_INSTAGRAM_CA: place.caFile,
    EVERCHECK_PACE_MS: '0',
    EVERCHECK_LOGINS_PER_DAY: '100000',
    EVERCHECK_KEY_FILE: undefined,
    DATABASE_URL: place.databaseUrl ?? undefined,
  }
  const edges = { clock: systemClock, random: systemRandom, tell }
  return await openApp(loadConfig(environment), loadSecrets(environment), edges)
}

/** Stores an account as `evercheck account add` does. */
export async function storeAccount(app: App, keeper: Keeper): Promise<void> {
  const { username, password, totpSecret } = keeper
  const id = await storeCredential(app, { username, password, totpSecret })
  await ensureAccount(app, username, id)
}

/** The account that benches read with. */
export type Keeper = {
  readonly username: string
  readonly password: string
  readonly totpSecret: string
}

/** It exists only in simulators. */
export const KEEPER: Keeper = {
  username: 'keeper',
  password: 'bench-Password-17',
  totpSecret: 'JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP',
}
