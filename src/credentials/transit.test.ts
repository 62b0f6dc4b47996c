import { randomBytes } from 'node:crypto'
import { expect, test } from 'vitest'
import { VaultServer } from '../../test/vault-server.ts'
import { ManualClock } from '../kernel/clock.ts'
import { Transit, TransitError, type TransitSettings } from './transit.ts'

test('what it seals it opens, under every version that it still holds', async () => {
  await using vault = await started()
  const transit = to(vault)
  const plain = randomBytes(32)
  const first = await transit.encrypt(plain)
  expect(first).toMatch(/^vault:v1:/)
  vault.rotate('evercheck')
  expect(await transit.decrypt(first)).toEqual(plain)
  const second = await transit.rewrap(first)
  expect(second).toMatch(/^vault:v2:/)
  vault.forgetOldVersions('evercheck')
  expect(await transit.decrypt(second)).toEqual(plain)
  await expect(transit.decrypt(first)).rejects.toMatchObject({ code: 'VAULT_REFUSED' })
})

test('what passes is asked three times, what does not once', async () => {
  await using vault = await started()
  const transit = to(vault)
  vault.sealed = true
  await expect(transit.tokenLife()).rejects.toThrow(/is sealed, or down for maintenance/)
  expect(vault.asked).toHaveLength(3)
  vault.sealed = false
  const wrong = to(vault, { token: 's.another' })
  await expect(wrong.encrypt(randomBytes(32))).rejects.toThrow(/its token has expired/)
  const elsewhere = to(vault, { mount: 'other' })
  await expect(elsewhere.encrypt(randomBytes(32))).rejects.toThrow(/no transit engine at other/)
  const unknown = to(vault, { key: 'unknown' })
  await expect(unknown.encrypt(randomBytes(32))).rejects.toThrow(/encryption key not found/)
  expect(vault.asked).toHaveLength(6)
})

test('nobody there, and somebody who is no Vault, are told apart', async () => {
  const gone = await started()
  const transit = to(gone)
  await gone[Symbol.asyncDispose]()
  await expect(transit.tokenLife()).rejects.toThrow(/nothing answers there/)
  await using vault = await started()
  const strange = to(vault, { url: `${vault.url}/v1/sys` })
  await expect(strange.tokenLife()).rejects.toMatchObject({ code: 'VAULT_REFUSED' })
})

test('a Vault that never answers is waited for once, and not for long', async () => {
  await using vault = await started()
  vault.silent = true
  await expect(to(vault, { requestMs: 50 }).tokenLife()).rejects.toMatchObject({
    code: 'VAULT_UNREACHABLE',
    message: expect.stringContaining('it does not answer in time'),
  })
  expect(vault.asked).toHaveLength(1)
})

test('no error holds a token, a key, or what was to be sealed', async () => {
  await using vault = await started()
  const plain = randomBytes(32)
  for (const [spoil, options] of [
    [() => vault.tokens.clear(), {}],
    [() => vault.makeToken('s.secret-token'), { key: 'unknown' }],
    [() => (vault.sealed = true), {}],
  ] as const) {
    spoil()
    const error = await to(vault, options)
      .encrypt(plain)
      .catch((failed: unknown) => failed)
    expect(error).toBeInstanceOf(TransitError)
    const said = `${(error as Error).stack} ${JSON.stringify(error)}`
    expect(said).not.toContain('s.secret-token')
    expect(said).not.toContain(plain.toString('base64'))
  }
})

test('a token is prolonged, and one that never ends is known for that', async () => {
  await using vault = await started()
  const transit = to(vault)
  vault.nowMs = 1_800_000
  expect(await transit.tokenLife()).toEqual({
    leftSeconds: 1800,
    wholeSeconds: 3600,
    isRenewable: true,
  })
  expect(await transit.renewToken()).toBe(3600)
  vault.makeToken('s.root', { ttlMs: 0, renewable: false })
  const root = await to(vault, { token: 's.root' }).tokenLife()
  expect(root).toMatchObject({ leftSeconds: null, isRenewable: false })
})

async function started(): Promise<VaultServer> {
  const vault = await VaultServer.start()
  vault.makeKey('evercheck')
  vault.makeToken('s.secret-token')
  return vault
}

function to(
  vault: VaultServer,
  options: Partial<TransitSettings> & { readonly token?: string; readonly requestMs?: number } = {},
): Transit {
  const { token = 's.secret-token', requestMs = 5000, ...settings } = options
  const all = {
    url: vault.url,
    mount: 'transit',
    key: 'evercheck',
    namespace: null,
    ca: null,
    ...settings,
  }
  const clock = new ManualClock(new Date(0))
  return new Transit(all, { clock, token: async () => token, requestMs })
}
