import { readFile } from 'node:fs/promises'
import type { Database } from '../db/database.ts'
import type { Clock } from '../kernel/clock.ts'
import { bothSources, fileSource, type KeySource, transitSource } from './key-source.ts'
import { Transit, type TransitSettings, VaultRefusedError } from './transit.ts'

/** Where keys are kept, as the settings say. */
export type KeyPlaces = {
  readonly file: string
  readonly vault: (TransitSettings & { readonly tokenFile: string }) | null
  /** Where new keys are made. */
  readonly store: 'file' | 'vault'
}

/** The keys of a process. Nothing was asked yet. */
export type OpenedKeys = {
  readonly source: KeySource
  /** The Vault that seals them; null without one. */
  readonly transit: Transit | null
  close(): Promise<void>
}

/** The keys that the settings name: a file, a Vault, or both while one moves to the other. */
export function openKeys(
  { file, vault, store }: KeyPlaces,
  by: { readonly db: Database; readonly clock: Clock },
): OpenedKeys {
  const inFile = fileSource(file)
  if (vault === null) return { source: inFile, transit: null, close: async () => undefined }
  const transit = new Transit(vault, { clock: by.clock, token: () => readToken(vault) })
  const inVault = transitSource(by, transit)
  const source = store === 'vault' ? bothSources(inVault, inFile) : bothSources(inFile, inVault)
  return { source, transit, close: () => transit.close() }
}

async function readToken({
  url,
  tokenFile,
}: {
  readonly url: string
  readonly tokenFile: string
}): Promise<string> {
  const token = await readFile(tokenFile, 'utf8').catch(() => null)
  // Whatever else is in the file would be sent as a header.
  if (token !== null && /^[\w.-]{1,2000}$/.test(token.trim())) return token.trim()
  throw new VaultRefusedError(url, `${tokenFile} cannot be read, or holds no token`)
}
