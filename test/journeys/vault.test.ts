import { existsSync } from 'node:fs'
import { readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { sql } from 'kysely'
import { expect, test } from 'vitest'
import { makeCertificates } from '../../simulator/wire/certificates.ts'
import { openCheck } from '../../src/checks/order.ts'
import { readNext } from '../../src/checks/runner.ts'
import { EXIT } from '../../src/cli/exit-code.ts'
import { keepKeys } from '../../src/credentials/keep-keys.ts'
import { tellOfKeys } from '../../src/credentials/key-store.ts'
import { newKeyLine } from '../../src/credentials/keyring.ts'
import { SecretUnopenableError } from '../../src/credentials/vault.ts'
import { systemClock } from '../../src/kernel/clock.ts'
import { keysInUse } from '../../src/sessions/sealed.ts'
import { commandHere } from '../command-here.ts'
import { makeOwnFolder, quickFolder, removeFolder } from '../quick-folder.ts'
import { never, orderOf, Trial } from '../trial.ts'
import { VaultServer } from '../vault-server.ts'

test('keys that a Vault has sealed open everything, and lie nowhere else', async () => {
  await using place = await Place.open()
  await using trial = await Trial.open({ environment: place.settings })
  expect(trial.app.notes).toMatchObject([{ code: 'key-made', place: { kind: 'vault' } }])
  expect((await trial.check()).status).toBe('completed')
  const rows = await sql<{ wrapped: string }>`select wrapped from vault_keys`.execute(trial.app.db)
  expect(rows.rows).toEqual([{ wrapped: expect.stringMatching(/^vault:v1:/) }])
  await expect(readFile(join(trial.settings().EVERCHECK_DATA ?? '', 'keys'))).rejects.toThrow()
  // Two machines with nothing in common but the Vault and the database.
  const other = await trial.start(place.settings)
  expect(other.app.vault.sealsWith).toBe(trial.process.app.vault.sealsWith)
})

test('a Vault that is away stops nothing that runs, logins neither', async () => {
  await using place = await Place.open()
  await using trial = await Trial.open({ environment: place.settings })
  for (const trouble of [{ sealed: true }, { sealed: false, nowMs: 90_000_000 }] as const) {
    Object.assign(place.vault, trouble)
    trial.instagram.kill({ username: 'keeper', disguise: 'please-wait' })
    expect((await trial.check()).status).toBe('completed')
    trial.clock.advance(25 * 3_600_000)
  }
  expect(trial.counters.logins).toEqual({ 'web-ajax': 2 })
})

test('with a Vault that is away at the start, what needs no secret goes on and the rest says why', {
  tags: 'long',
}, async () => {
  await using place = await Place.open()
  await using trial = await Trial.open({ environment: place.settings })
  const run = (...argv: string[]) => commandHere(trial.settings(), ...argv, '--json')
  place.vault.sealed = true
  expect((await run('status')).exitCode).toBe(EXIT.ok)
  const refused = await run('refresh')
  expect(refused).toMatchObject({
    exitCode: EXIT.environment,
    json: { code: 'VAULT_UNREACHABLE' },
  })
  expect(refused.stderr).toContain('it is sealed')
  place.vault.sealed = false
  await writeFile(place.tokenFile, 's.of-yesterday')
  expect((await run('refresh')).json).toMatchObject({ code: 'VAULT_REFUSED' })
  await rm(place.tokenFile)
  expect((await run('worker')).json).toMatchObject({ code: 'VAULT_REFUSED' })
  const doctor = await run('doctor')
  expect(JSON.stringify(doctor.json)).toContain('holds no token')
})

test('one moves from a file to a Vault and back while checks are read, and nobody logs in', {
  tags: 'long',
}, async () => {
  await using place = await Place.open()
  await using trial = await Trial.open()
  const file = { EVERCHECK_KEY_FILE: join(trial.settings().EVERCHECK_DATA ?? '', 'keys') }
  const both = { ...place.settings, ...file }
  const worker = await trial.start(both)
  const run = (more: Record<string, string>, ...argv: string[]) =>
    commandHere({ ...trial.settings(), ...more }, ...argv, '--json')
  const check = await openCheck(worker.app, orderOf())
  const read = () => {
    const slice = { ...worker.app, slice: { pagesMax: 2, forMs: 300_000 } }
    return readNext(slice, { only: check.id, without: [] }, never())
  }
  const keeping = keepKeys(worker.app)
  const [old = ''] = await keysInUse(trial.app)
  await read()
  const toVault = (await run(both, 'reseal', '--new-key')).json as { newKey: string }
  await read()
  expect((await run(both, 'reseal')).json).toMatchObject({ key: toVault.newKey, unopenable: 0 })
  await heard(trial, 'keys-changed', ({ keys }) => keys[0] === toVault.newKey)
  await read()
  await run(both, 'reseal')
  expect(await keysInUse(trial.app)).toEqual([toVault.newKey])
  expect((await run(both, 'reseal', '--drop', old)).exitCode).toBe(EXIT.ok)
  expect(existsSync(file.EVERCHECK_KEY_FILE)).toBe(false)
  // Back again.
  const back = { ...both, EVERCHECK_KEY_STORE: 'file' }
  const toFile = (await run(back, 'reseal', '--new-key')).json as { newKey: string }
  expect((await run(back, 'reseal')).json).toMatchObject({ key: toFile.newKey, unopenable: 0 })
  expect((await run(back, 'reseal', '--drop', toVault.newKey)).exitCode).toBe(EXIT.ok)
  await keeping.close()
  place.vault.sealed = true
  await trial.restart()
  expect((await trial.check()).status).toBe('completed')
  expect(trial.counters.loginAttempts).toEqual({})
})

test('a key of the Vault is sealed with its newest version by a reseal, old versions can go', async () => {
  await using place = await Place.open()
  await using trial = await Trial.open({ environment: place.settings })
  place.vault.rotate('evercheck')
  const resealed = await commandHere(trial.settings(), 'reseal', '--json')
  expect(resealed.json).toMatchObject({ resealed: 0, already: 3, rewrapped: 1 })
  place.vault.forgetOldVersions('evercheck')
  await trial.restart()
  expect(trial.app.vault.trouble).toBeNull()
})

test('a key that is in use is not dropped, and missed at the start if somebody took its line out', {
  tags: 'long',
}, async () => {
  await using trial = await Trial.open()
  const file = join(trial.settings().EVERCHECK_DATA ?? '', 'keys')
  const run = (...argv: string[]) => commandHere(trial.settings(), ...argv, '--json')
  const [old = ''] = await keysInUse(trial.app)
  expect((await run('reseal', '--drop', old)).json).toMatchObject({ code: 'KEY_IN_USE' })
  expect((await run('reseal', '--drop', 'nothing')).json).toMatchObject({ code: 'KEY_UNKNOWN' })
  await run('reseal', '--new-key')
  expect((await run('reseal', '--drop', old)).json).toMatchObject({ code: 'KEY_IN_USE' })
  const both = await readFile(file, 'utf8')
  await writeFile(
    file,
    both
      .split('\n')
      .filter((line) => !line.startsWith(old))
      .join('\n'),
  )
  for (const command of [['worker'], ['serve'], ['refresh']]) {
    const run = await commandHere(trial.settings(), ...command, '--json')
    expect(run).toMatchObject({ exitCode: EXIT.environment, json: { code: 'SECRET_UNOPENABLE' } })
  }
  await writeFile(file, both)
  expect((await run('reseal')).json).toMatchObject({ resealed: 3 })
  expect((await run('reseal', '--drop', old)).exitCode).toBe(EXIT.ok)
  expect((await run('refresh')).exitCode).toBe(EXIT.ok)
})

test('a key that is lost for good is given up by name, and only what it sealed stays closed', {
  tags: 'long',
}, async () => {
  await using trial = await Trial.open({ accounts: ['keeper', 'second'], loggedIn: ['keeper'] })
  const file = join(trial.settings().EVERCHECK_DATA ?? '', 'keys')
  const run = (...argv: string[]) => commandHere(trial.settings(), ...argv, '--json')
  const [old] = await keysInUse(trial.app)
  await writeFile(file, newKeyLine())
  expect((await run('refresh')).json).toMatchObject({ code: 'SECRET_UNOPENABLE' })
  expect((await run('reseal', '--new-key')).json).toMatchObject({ givenUp: [old] })
  expect((await run('reseal')).json).toMatchObject({
    unopenable: 4,
    accounts: ['keeper', 'second'],
  })
})

test('a process that runs takes up a new key as soon as it meets it, and seals with it when told', async () => {
  await using trial = await Trial.open()
  const { vault } = trial.app
  const before = vault.sealsWith
  const keeping = keepKeys(trial.app)
  const place = { table: 'refresh_credentials', column: 'password_encrypted', rowId: 'crd_1' }
  const made = await commandHere(trial.settings(), 'reseal', '--new-key', '--json')
  const other = await trial.start({ EVERCHECK_KEY_FILE: keyFileOf(trial) })
  const sealed = other.app.vault.seal(place, 'a secret')
  expect(await vault.withSecret(place, sealed, (plain) => plain)).toBe('a secret')
  expect(vault.sealsWith).toBe(before)
  await tellOfKeys(trial.app, 'seal')
  await heard(trial, 'keys-changed', ({ keys }) => keys[0] !== before)
  await keeping.close()
  expect(vault.sealsWith).toBe((made.json as { newKey: string }).newKey)
  const unknown = sealed.replace(vault.sealsWith, 'nobodys')
  await expect(vault.withSecret(place, unknown, () => null)).rejects.toThrow(SecretUnopenableError)
})

test('the token of the Vault is prolonged while a process runs; one that cannot be is told of', async () => {
  await using place = await Place.open()
  await using trial = await Trial.open({ environment: place.settings })
  place.vault.nowMs = 2_000_000
  const renewals = () => place.vault.asked.filter((path) => path.endsWith('renew-self')).length
  const one = keepKeys({ ...trial.app, clock: systemClock })
  await until(() => renewals() === 1)
  await one.close()
  place.vault.tokens.clear()
  const two = keepKeys({ ...trial.app, clock: systemClock })
  await heard(trial, 'vault-token-unrenewed', ({ why }) => why.includes('has expired'))
  await two.close()
})

test('a Vault has to prove who it is', { tags: 'long' }, async () => {
  const { ca, chain, key } = await makeCertificates(systemClock)
  await using place = await Place.open({ key, cert: chain })
  await using trial = await Trial.open()
  const file = join(place.folder, 'ca.pem')
  await writeFile(file, ca)
  const settings = { ...trial.settings(), ...place.settings }
  const stranger = await commandHere(settings, 'reseal', '--new-key', '--json')
  expect(stranger.json).toMatchObject({ code: 'VAULT_UNREACHABLE' })
  const known = { ...settings, EVERCHECK_VAULT_CA: file }
  expect((await commandHere(known, 'reseal', '--new-key', '--json')).exitCode).toBe(EXIT.ok)
  const plain = { ...settings, EVERCHECK_VAULT_URL: 'http://vault.example:8200' }
  expect((await commandHere(plain, 'status', '--json')).json).toMatchObject({
    code: 'SETTING_INVALID',
  })
})

/** A Vault with a key and a token for us, and the settings that lead there. */
class Place implements AsyncDisposable {
  readonly vault: VaultServer
  readonly folder: string

  static async open(tls: { readonly key: string; readonly cert: string } | null = null) {
    const vault = await VaultServer.start(tls)
    vault.makeKey('evercheck')
    vault.makeToken('s.of-the-service')
    const place = new Place(vault, await makeOwnFolder(await quickFolder(), 'vault'))
    await writeFile(place.tokenFile, 's.of-the-service\n')
    return place
  }

  private constructor(vault: VaultServer, folder: string) {
    this.vault = vault
    this.folder = folder
  }

  get tokenFile(): string {
    return join(this.folder, 'token')
  }

  get settings() {
    return { EVERCHECK_VAULT_URL: this.vault.url, EVERCHECK_VAULT_TOKEN_FILE: this.tokenFile }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.vault[Symbol.asyncDispose]()
    await removeFolder(this.folder)
  }
}

function keyFileOf(trial: Trial): string {
  return join(trial.settings().EVERCHECK_DATA ?? '', 'keys')
}

async function heard<K extends 'keys-changed' | 'vault-token-unrenewed'>(
  trial: Trial,
  kind: K,
  is: (event: ReturnType<typeof trial.told<K>>[number]) => boolean,
): Promise<void> {
  await until(() => trial.told(kind).some(is))
}

async function until(isSo: () => boolean): Promise<void> {
  for (let turn = 0; turn < 200 && !isSo(); turn += 1) await systemClock.sleep(25)
  expect(isSo()).toBe(true)
}
