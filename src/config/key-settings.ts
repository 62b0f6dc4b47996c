import { existsSync, readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import type { readEnv } from './env.ts'
import { openUrl, SettingInvalidError } from './env.ts'
import { isLoopback } from './serving.ts'

/** Where the keys are that seal secrets. Holds no secret. */
export type KeySettings = {
  /** The key file: a path that is set, one that a secret store mounts, or one of our own. */
  readonly file: string
  /** A Vault that seals the keys; null without one. */
  readonly vault: VaultSettings | null
  /** Where new keys are made, and which ones seal. */
  readonly store: 'file' | 'vault'
}

/** Where a Vault is, and which of its keys is ours. */
export type VaultSettings = {
  readonly url: string
  readonly mount: string
  readonly key: string
  readonly namespace: string | null
  readonly tokenFile: string
  readonly ca: string | null
}

/** The name under which systemd and secret stores are asked to mount the key file. */
const MOUNTED_NAME = 'evercheck-keys'
/** Where Docker mounts secrets, and where Kubernetes is told to. */
const SECRETS_FOLDER = '/run/secrets'

type Env = ReturnType<typeof readEnv>

/**
 * What the settings say of keys.
 * @throws SettingInvalidError SETTING_INVALID
 */
export function keySettingsOf(env: Env, dataFolder: string): KeySettings {
  const vault = env.vaultUrl === null ? null : vaultOf(env, env.vaultUrl)
  return { file: keyFileOf(env, dataFolder), vault, store: storeOf(env, vault) }
}

function keyFileOf(env: Env, dataFolder: string): string {
  if (env.keyFile) return resolve(env.keyFile)
  const mounted = [env.credentialsFolder, SECRETS_FOLDER]
    .filter((folder) => folder !== null)
    .map((folder) => join(folder, MOUNTED_NAME))
  return mounted.find((file) => existsSync(file)) ?? join(dataFolder, 'keys')
}

function storeOf(env: Env, vault: VaultSettings | null): 'file' | 'vault' {
  const store = env.keyStore ?? (vault === null ? 'file' : 'vault')
  if (store === 'vault' && vault === null) {
    throw new SettingInvalidError(
      'EVERCHECK_KEY_STORE is vault, but EVERCHECK_VAULT_URL is not set.',
    )
  }
  if (store === 'file' || store === 'vault') return store
  throw new SettingInvalidError('EVERCHECK_KEY_STORE must be file or vault.')
}

function vaultOf(env: Env, text: string): VaultSettings {
  const url = openUrl(text)
  // Keys and the token go there: in clear only where nobody can listen.
  const isSafe =
    url?.protocol === 'https:' || (url?.protocol === 'http:' && isLoopback(url.hostname))
  if (url === null || !isSafe) {
    throw new SettingInvalidError(
      'EVERCHECK_VAULT_URL must be an https address, or http of this machine, such as https://vault.example:8200.',
    )
  }
  if (env.vaultTokenFile === null) {
    throw new SettingInvalidError(
      'EVERCHECK_VAULT_URL is set without EVERCHECK_VAULT_TOKEN_FILE: the file that holds the token.',
    )
  }
  return {
    url: url.href.replace(/\/+$/, ''),
    mount: pathOf('EVERCHECK_VAULT_MOUNT', env.vaultMount ?? 'transit'),
    key: nameOf('EVERCHECK_VAULT_KEY', env.vaultKey ?? 'evercheck'),
    namespace: env.vaultNamespace,
    tokenFile: resolve(env.vaultTokenFile),
    ca: env.vaultCa === null ? null : caOf(env.vaultCa),
  }
}

function pathOf(setting: string, text: string): string {
  const path = text.replace(/^\/+|\/+$/g, '')
  if (/^[\w-]+(\/[\w-]+)*$/.test(path)) return path
  throw new SettingInvalidError(`${setting} must be the path of a transit engine, such as transit.`)
}

function nameOf(setting: string, text: string): string {
  if (/^\w(?:[\w.-]*\w)?$/.test(text)) return text
  throw new SettingInvalidError(`${setting} must be the name of a key, such as evercheck.`)
}

function caOf(file: string): string {
  try {
    const pem = readFileSync(file, 'utf8')
    if (pem.includes('-----BEGIN CERTIFICATE-----')) return pem
  } catch (cause) {
    throw new SettingInvalidError(`EVERCHECK_VAULT_CA: the file ${file} cannot be read.`, { cause })
  }
  throw new SettingInvalidError(`EVERCHECK_VAULT_CA: ${file} holds no PEM certificate.`)
}
