import { inspect } from 'node:util'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { newKeyLine, parseKeyring } from './keyring.ts'
import { type Place, SecretUnopenableError, sealedBy, Vault } from './vault.ts'

const place: Place = { table: 'refresh_credentials', column: 'password_encrypted', rowId: '7' }
const oldLine = newKeyLine()
const newLine = newKeyLine()
const before = new Vault(parseKeyring(oldLine))
const after = new Vault(parseKeyring(`${newLine}\n${oldLine}`))

const secrets = fc.string({ unit: 'grapheme', maxLength: 200 })
const places = fc.record({ table: fc.string(), column: fc.string(), rowId: fc.string() })

function open(vault: Vault, where: Place, sealed: string): Promise<string> {
  return vault.withSecret(where, sealed, (plain) => plain)
}

async function refusal(vault: Vault, where: Place, sealed: string): Promise<SecretUnopenableError> {
  const error = await open(vault, where, sealed).catch((thrown: unknown) => thrown)
  if (error instanceof SecretUnopenableError) return error
  throw new Error('it opened', { cause: error })
}

test('what was sealed for a place opens there, byte for byte', async () => {
  await fc.assert(
    fc.asyncProperty(places, secrets, async (where, plain) => {
      expect(await open(before, where, before.seal(where, plain))).toBe(plain)
      expect(await open(before, where, before.seal(where, Buffer.from(plain)))).toBe(plain)
    }),
  )
})

test('a sealed text says its version, its cipher and its key, and nothing of its content', () => {
  const sealed = before.seal(place, 'correct horse')
  const name = oldLine.split(':')[0]
  expect(sealed).toMatch(new RegExp(`^v1\\.aes256gcm\\.${name}\\.[\\w-]{16}\\.[\\w-]+$`))
  expect(sealedBy(sealed)).toBe(name)
  expect(before.sealsWith).toBe(name)
  expect(sealed).not.toContain(Buffer.from('correct horse').toString('base64url').slice(0, 8))
})

test('one changed bit anywhere in a sealed text keeps it shut', async () => {
  await fc.assert(
    fc.asyncProperty(secrets, fc.nat(), fc.nat(6), async (plain, spot, bit) => {
      const bytes = Buffer.from(before.seal(place, plain), 'ascii')
      const index = spot % bytes.length
      bytes.writeUInt8(bytes.readUInt8(index) ^ (1 << bit), index)
      await refusal(before, place, bytes.toString('latin1'))
    }),
    { numRuns: 500 },
  )
})

test('every single bit of one sealed text is guarded', async () => {
  const sealed = Buffer.from(before.seal(place, 'hunter2'), 'ascii')
  for (let bit = 0; bit < sealed.length * 8; bit++) {
    const changed = Buffer.from(sealed)
    const index = bit >> 3
    changed.writeUInt8(changed.readUInt8(index) ^ (1 << (bit & 7)), index)
    await refusal(before, place, changed.toString('latin1'))
  }
})

test('every shortened sealed text stays shut', async () => {
  const sealed = before.seal(place, 'hunter2')
  for (let length = 0; length < sealed.length; length++) {
    await refusal(before, place, sealed.slice(0, length))
  }
})

test('a sealed text opens in no other row, column or table', async () => {
  await fc.assert(
    fc.asyncProperty(places, places, secrets, async (here, there, plain) => {
      fc.pre(inspect(here) !== inspect(there))
      const error = await refusal(before, there, before.seal(here, plain))
      expect(error.reason).toEqual({ kind: 'altered' })
    }),
  )
})

test('places whose names run together are different places', async () => {
  const sealed = before.seal({ table: 'ab', column: 'c', rowId: '1' }, 'x')
  await refusal(before, { table: 'a', column: 'bc', rowId: '1' }, sealed)
  await refusal(before, { table: 'ab', column: 'c1', rowId: '' }, sealed)
})

test('an old key still opens after a rotation, and resealing moves the text to the new one', async () => {
  await fc.assert(
    fc.asyncProperty(places, secrets, async (where, plain) => {
      const sealed = before.seal(where, plain)
      expect(await open(after, where, sealed)).toBe(plain)
      const resealed = after.reseal(where, sealed)
      expect(sealedBy(resealed)).toBe(after.sealsWith)
      expect(await open(after, where, resealed)).toBe(plain)
      expect((await refusal(before, where, resealed)).reason.kind).toBe('key-missing')
    }),
  )
})

test('resealing for another row is refused', () => {
  const sealed = before.seal(place, 'hunter2')
  expect(() => after.reseal({ ...place, rowId: '8' }, sealed)).toThrow(SecretUnopenableError)
})

test('the same secret sealed a thousand times gives a thousand nonces', () => {
  const sealed = Array.from({ length: 1_000 }, () => before.seal(place, 'same'))
  expect(new Set(sealed.map((text) => text.split('.')[3])).size).toBe(1_000)
  expect(new Set(sealed.map((text) => text.split('.')[4])).size).toBe(1_000)
})

test('a missing key and a changed text are told apart, and neither shows the text', async () => {
  const sealed = after.seal(place, 'hunter2')
  const missing = await refusal(before, place, sealed)
  expect(missing.code).toBe('SECRET_UNOPENABLE')
  expect(missing.message).toContain(`the key named ${after.sealsWith} is not in the key ring`)
  const moved = await refusal(after, { ...place, rowId: '8' }, sealed)
  expect(moved.code).toBe('SECRET_UNOPENABLE')
  expect(moved.message).toContain('does not belong to this row or was changed')
  expect(moved.message).toContain('refresh_credentials.password_encrypted of row 8')
  for (const error of [missing, moved]) {
    const shown = inspect(error, { depth: null, showHidden: true })
    expect(shown).not.toContain('hunter2')
    expect(shown).not.toContain(sealed.split('.')[4])
  }
})

test('a text that was never sealed is refused without being shown', () => {
  let error: unknown
  try {
    sealedBy('hunter2')
  } catch (thrown) {
    error = thrown
  }
  expect(error).toBeInstanceOf(SecretUnopenableError)
  expect(inspect(error)).not.toContain('hunter2')
})

test('an error of the user of a secret comes through as it is', async () => {
  const sealed = before.seal(place, 'hunter2')
  const mine = new Error('the login failed')
  const thrown = await before
    .withSecret(place, sealed, () => Promise.reject(mine))
    .catch((error: unknown) => error)
  expect(thrown).toBe(mine)
})

test('a text that would come back changed is not sealed at all', () => {
  expect(() => before.seal(place, 'half a pair \ud83d')).toThrow('well-formed')
  expect(() => before.seal(place, Buffer.from([0xff, 0xfe]))).toThrow('UTF-8')
})

test('a vault shows nothing of its keys', () => {
  const shown = inspect(after, { depth: null, showHidden: true })
  for (const line of [oldLine, newLine]) expect(shown).not.toContain(line.split(':')[1])
})
