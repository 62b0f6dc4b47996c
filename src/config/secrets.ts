import { type Environment, readEnv, SettingInvalidError } from './env.ts'
import { chooseProxy, type ProxyChoice } from './proxy.ts'
import { loadServiceSecrets, type ServiceSecrets } from './serving.ts'
import { contentOf } from './setting-file.ts'

/** What must never be logged. Kept apart from Config so that Config can be. */
export type Secrets = {
  /** Holds the database password. Null means the embedded database. */
  readonly databaseUrl: string | null
  /** Whether Instagram is reached through a proxy, which may want a password; none without it. */
  readonly proxy?: ProxyChoice
  /** Those of the service; none without it. */
  readonly service?: ServiceSecrets
}

/**
 * Reads the secrets from the environment.
 * @throws SettingInvalidError SETTING_INVALID without what was set: it may hold a password.
 */
export function loadSecrets(environment: Environment): Secrets {
  const databaseUrl = databaseUrlOf(environment)
  if (databaseUrl !== null && !/^postgres(ql)?:\/\//i.test(databaseUrl)) {
    throw new SettingInvalidError(
      'DATABASE_URL must begin with postgres:// or postgresql://, such as postgres://USER:PASSWORD@HOST/DATABASE.',
    )
  }
  const isElsewhere = Boolean(environment.EVERCHECK_INSTAGRAM_CONNECT?.trim())
  return {
    databaseUrl,
    proxy: chooseProxy(environment, isElsewhere),
    service: loadServiceSecrets(environment),
  }
}

/** A file keeps the password out of the environment, which others of the same user can read. */
function databaseUrlOf(environment: Environment): string | null {
  const given = environment.DATABASE_URL?.trim() || null
  const file = readEnv(environment).databaseUrlFile
  if (given !== null && file !== null) {
    throw new SettingInvalidError('Set DATABASE_URL or EVERCHECK_DATABASE_URL_FILE, and not both.')
  }
  return given ?? contentOf('EVERCHECK_DATABASE_URL_FILE', file)
}
