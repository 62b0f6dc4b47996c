import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { loadConfig } from './config.ts'

const VAULT = { EVERCHECK_VAULT_TOKEN_FILE: '/run/token' }

test('the key file is the one that is set, one that systemd has mounted, or one of our own', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'credentials-'))
  try {
    await mkdir(join(folder, 'c'))
    const unit = { EVERCHECK_DATA: '/data', CREDENTIALS_DIRECTORY: join(folder, 'c') }
    expect(loadConfig(unit).keys.file).toBe('/data/keys')
    const mounted = join(folder, 'c', 'evercheck-keys')
    await writeFile(mounted, '')
    expect(loadConfig(unit).keys.file).toBe(mounted)
    expect(loadConfig({ ...unit, EVERCHECK_KEY_FILE: '/k' }).keys.file).toBe('/k')
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
})

test.each([
  ['http://vault.example:8200', 'must be an https address'],
  ['https://name:word@vault.example', 'must be an https address'],
  ['ftp://vault.example', 'must be an https address'],
  ['nonsense', 'must be an https address'],
])('a Vault at %s is refused', (url, why) => {
  expect(() => loadConfig({ ...VAULT, EVERCHECK_VAULT_URL: url })).toThrow(why)
})

test('what is said of a Vault has its defaults, and what cannot be is refused', () => {
  const env = { ...VAULT, EVERCHECK_VAULT_URL: 'https://vault.example:8200/' }
  expect(loadConfig(env).keys).toMatchObject({
    store: 'vault',
    vault: { url: 'https://vault.example:8200', mount: 'transit', key: 'evercheck' },
  })
  for (const [name, value] of [
    ['EVERCHECK_VAULT_KEY', '../sys'],
    ['EVERCHECK_VAULT_MOUNT', 'a/../b'],
    ['EVERCHECK_KEY_STORE', 'elsewhere'],
    ['EVERCHECK_VAULT_CA', '/dev/null'],
  ] as const) {
    expect(() => loadConfig({ ...env, [name]: value })).toThrow(name)
  }
  expect(() => loadConfig({ EVERCHECK_KEY_STORE: 'vault' })).toThrow('EVERCHECK_VAULT_URL')
  expect(() => loadConfig({ EVERCHECK_VAULT_URL: 'https://v.example' })).toThrow('TOKEN_FILE')
})
