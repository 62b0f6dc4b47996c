import type { Environment } from './env.ts'

/** What must never be logged. Kept apart from Config so that Config can be. */
export type Secrets = {
  /** Holds the database password. Null means the embedded database. */
  readonly databaseUrl: string | null
}

/** Reads the secrets from the environment. */
export function loadSecrets(environment: Environment): Secrets {
  return { databaseUrl: environment.DATABASE_URL?.trim() || null }
}
