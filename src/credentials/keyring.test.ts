import { execFileSync } from 'node:child_process'
import {
  chmod,
  chown,
  mkdir,
  mkdtemp,
  readdir,
  readFile,
  rm,
  stat,
  symlink,
  writeFile,
} from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { inspect } from 'node:util'
import { afterEach, beforeEach, expect, test } from 'vitest'
import {
  createKeyFile,
  KeyFileMissingError,
  KeyFileUnreadableError,
  KeyFileUnwritableError,
  loadKeyring,
  newKeyLine,
  parseKeyring,
} from './keyring.ts'

let folder: string

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'keyring-'))
})

afterEach(async () => {
  await rm(folder, { recursive: true })
})

function nameOf(line: string): string {
  return line.slice(0, line.indexOf(':'))
}

function caught(act: () => unknown): KeyFileUnreadableError {
  try {
    act()
  } catch (error) {
    if (error instanceof KeyFileUnreadableError) return error
    throw error
  }
  throw new Error('nothing was thrown')
}

test('the first key of a file seals, and all of them can be found', () => {
  const [first, second] = [newKeyLine(), newKeyLine()]
  const keyring = parseKeyring(`# newest first\n\n  ${first}  \r\n# until 2027\n${second}`)
  expect(keyring.newest.name).toBe(nameOf(first))
  expect(keyring.names).toEqual([nameOf(first), nameOf(second)])
  expect(keyring.find(nameOf(second))?.export().toString('base64')).toBe(second.split(':')[1])
  expect(keyring.find('nobody')).toBeNull()
})

test('a byte order mark in front of the first key does no harm', () => {
  const line = newKeyLine()
  expect(parseKeyring(`\uFEFF${line}`).names).toEqual([nameOf(line)])
})

test('a new key is 32 random bytes under a name of its own', () => {
  const lines = Array.from({ length: 50 }, newKeyLine)
  expect(new Set(lines.map(nameOf)).size).toBe(50)
  for (const line of lines) {
    expect(nameOf(line)).toMatch(/^[0-9a-f]{8}$/)
    expect(parseKeyring(line).newest.secret.symmetricKeySize).toBe(32)
  }
})

test('a key ring never prints what it holds', () => {
  const lines = [newKeyLine(), newKeyLine()]
  const keyring = parseKeyring(lines.join('\n'))
  expect(String(keyring)).toBe('[keyring of 2 keys]')
  expect(JSON.stringify({ keyring })).toBe('{"keyring":"[keyring of 2 keys]"}')
  const shown = inspect({ keyring, key: keyring.newest }, { depth: null, showHidden: true })
  expect(shown).toContain('[keyring of 2 keys]')
  const bytes = Buffer.from(lines[0]?.split(':')[1] ?? '', 'base64')
  expect(shown).not.toContain(bytes.toString('base64').slice(0, 8))
  expect(shown).not.toContain(bytes.toString('hex').slice(0, 8))
  expect(String(parseKeyring(newKeyLine()))).toBe('[keyring of 1 key]')
})

const base64 = newKeyLine().split(':')[1] ?? ''

test.each([
  ['a line without a name', base64],
  ['a name with a dot in it', `a.b:${base64}`],
  ['a name of 65 letters', `${'a'.repeat(65)}:${base64}`],
  ['a key that is too short', `short:${Buffer.alloc(31, 7).toString('base64')}`],
  ['a key that is too long', `long:${Buffer.alloc(33, 7).toString('base64')}`],
  ['a key with spare bits set', `spare:${'A'.repeat(42)}B=`],
  ['a second thing on the line', `one:${base64} two`],
  ['a key of zeros', `zero:${Buffer.alloc(32).toString('base64')}`],
  ['a key of one letter', `letter:${Buffer.alloc(32, 'a').toString('base64')}`],
  ['a key that counts', `count:${Buffer.from([...Array(32).keys()]).toString('base64')}`],
])('%s is refused with the number of its line and without its content', (_, bad) => {
  const good = newKeyLine()
  const error = caught(() => parseKeyring(`# note\n${good}\n${bad}\n`))
  expect(error.code).toBe('KEY_FILE_UNREADABLE')
  expect(error.line).toBe(3)
  expect(error.message).toContain('line 3')
  // The paths of the stack are no content of the file.
  error.stack = ''
  for (const word of bad.split(/[:\s]/)) {
    expect(inspect(error)).not.toContain(word)
    expect(error.message).not.toContain(word)
  }
})

test('the same name twice and the same key twice are refused', () => {
  const line = newKeyLine()
  const other = newKeyLine()
  const sameName = `${nameOf(line)}:${other.split(':')[1]}`
  const sameKey = `another:${line.split(':')[1]}`
  expect(caught(() => parseKeyring(`${line}\n${sameName}`)).line).toBe(2)
  expect(caught(() => parseKeyring(`${line}\n\n${sameKey}`)).line).toBe(3)
})

test('a file without a key is refused', () => {
  expect(caught(() => parseKeyring('# nothing yet\n\n')).message).toContain('holds no key')
})

test('a key file that was made can be loaded, belongs to its owner alone, and warns of nothing', async () => {
  const file = join(folder, 'deep', 'keys', 'keyring')
  expect(await createKeyFile(file)).toBe(true)
  const { keyring, note } = await loadKeyring(file)
  expect(keyring.names).toHaveLength(1)
  expect(note).toBeNull()
  expect((await stat(file)).mode & 0o777).toBe(0o600)
  expect((await stat(join(folder, 'deep', 'keys'))).mode & 0o777).toBe(0o700)
  expect((await stat(join(folder, 'deep'))).mode & 0o777).toBe(0o700)
  expect(await readdir(join(folder, 'deep', 'keys'))).toEqual(['keyring'])
})

test('a key file that is there is never touched', async () => {
  const file = join(folder, 'keyring')
  await writeFile(file, 'precious')
  expect(await createKeyFile(file)).toBe(false)
  expect(await readFile(file, 'utf8')).toBe('precious')
  expect(await readdir(folder)).toEqual(['keyring'])
})

test('of twenty that make the key file at once, one makes it and all load the same key', async () => {
  const file = join(folder, 'keys', 'keyring')
  const founders = Array.from({ length: 20 }, async () => {
    const made = await createKeyFile(file)
    return { made, name: (await loadKeyring(file)).keyring.newest.name }
  })
  const seen = await Promise.all(founders)
  expect(seen.filter((founder) => founder.made)).toHaveLength(1)
  expect(new Set(seen.map((founder) => founder.name)).size).toBe(1)
  expect(await readdir(join(folder, 'keys'))).toEqual(['keyring'])
})

test('a key file that others can read is used, with a warning that names it', async () => {
  const file = join(folder, 'keyring')
  await writeFile(file, newKeyLine())
  await chmod(file, 0o444)
  const { keyring, note } = await loadKeyring(file)
  expect(keyring.names).toHaveLength(1)
  expect(note).toEqual({ code: 'key-readable', file, mode: '444' })
})

test.each([0o620, 0o602, 0o666])(
  'a key file that others could have written (%o) is refused',
  async (mode) => {
    const file = join(folder, 'keyring')
    await writeFile(file, newKeyLine())
    await chmod(file, mode)
    await expect(loadKeyring(file)).rejects.toThrow(KeyFileUnreadableError)
    await expect(loadKeyring(file)).rejects.toThrow(/others could have written it: chmod go-w/)
  },
)

test('a key file in a folder where others could replace it is refused', async () => {
  const file = join(folder, 'keyring')
  await createKeyFile(file)
  await chmod(folder, 0o777)
  await expect(loadKeyring(file)).rejects.toThrow(/could have put it into/)
  // As container platforms mount secrets: only who owns a file there can replace it.
  await chmod(folder, 0o1777)
  expect((await loadKeyring(file)).keyring.names).toHaveLength(1)
})

// Only root can give a file to somebody else.
test('a link to a key file in a folder where others could replace it is refused', async () => {
  const open = join(folder, 'open')
  await mkdir(open)
  await createKeyFile(join(open, 'keys'))
  const file = join(folder, 'keys')
  await symlink(join(open, 'keys'), file)
  expect((await loadKeyring(file)).note).toBeNull()
  await chmod(open, 0o777)
  await expect(loadKeyring(file)).rejects.toThrow(`could have put it into ${open}`)
})

test.runIf(process.getuid?.() === 0)('a key file of another user is refused', async () => {
  const file = join(folder, 'keyring')
  await createKeyFile(file)
  await chown(file, 12_345, 12_345)
  await expect(loadKeyring(file)).rejects.toThrow(/belongs to another user \(number 12345\)/)
})

test('a pipe is no key file, and is not waited for', async () => {
  const file = join(folder, 'keyring')
  execFileSync('mkfifo', [file])
  await expect(loadKeyring(file)).rejects.toThrow(/it is not a file/)
})

test('a key file that is not there has an error of its own', async () => {
  const file = join(folder, 'nowhere')
  const error = await loadKeyring(file).catch((thrown: unknown) => thrown)
  expect(error).toBeInstanceOf(KeyFileMissingError)
  expect(error).toMatchObject({ code: 'KEY_FILE_MISSING' })
  expect(String(error)).toContain(file)
})

test('a folder, a huge file and a bad line in a file are named with the file', async () => {
  const huge = join(folder, 'huge')
  await writeFile(huge, '#'.repeat(70_000))
  const bad = join(folder, 'bad')
  await writeFile(bad, 'hunter2\n')
  const nested = join(folder, 'nested')
  await mkdir(nested)
  for (const file of [huge, bad, nested]) {
    const error = await loadKeyring(file).catch((thrown: unknown) => thrown)
    expect(error).toBeInstanceOf(KeyFileUnreadableError)
    expect(String(error)).toContain(file)
    expect(inspect(error)).not.toContain('hunter2')
  }
  expect(await loadKeyring(bad).catch((thrown: unknown) => thrown)).toMatchObject({ line: 1 })
})

test('a key file below something that is no folder cannot be made, and the error names it', async () => {
  await writeFile(join(folder, 'plain'), '')
  const error = await createKeyFile(join(folder, 'plain', 'keyring')).catch((thrown) => thrown)
  expect(error).toBeInstanceOf(KeyFileUnwritableError)
  expect(error).toMatchObject({ code: 'KEY_FILE_UNWRITABLE' })
  expect(await readdir(folder)).toEqual(['plain'])
})

test('a key file is taken as Docker, Kubernetes and systemd mount it', async () => {
  const line = newKeyLine()
  // Docker: a file that all can read.
  const docker = join(folder, 'docker')
  await mkdir(docker, { mode: 0o755 })
  await writeFile(join(docker, 'keys'), line)
  await chmod(join(docker, 'keys'), 0o444)
  expect((await loadKeyring(join(docker, 'keys'))).note?.code).toBe('key-readable')
  // Kubernetes: links to a folder that is exchanged, in one that is sticky, for a group.
  const pod = join(folder, 'pod')
  await mkdir(join(pod, '..2026_11_26'), { recursive: true })
  await chmod(pod, 0o3777)
  await writeFile(join(pod, '..2026_11_26', 'keys'), line)
  await chmod(join(pod, '..2026_11_26', 'keys'), 0o440)
  await symlink('..2026_11_26', join(pod, '..data'))
  await symlink('..data/keys', join(pod, 'keys'))
  expect((await loadKeyring(join(pod, 'keys'))).keyring.names).toHaveLength(1)
  // systemd: for the service alone.
  const unit = join(folder, 'unit')
  await mkdir(unit, { mode: 0o700 })
  await writeFile(join(unit, 'keys'), line, { mode: 0o400 })
  await chmod(unit, 0o500)
  expect((await loadKeyring(join(unit, 'keys'))).note).toBeNull()
  await chmod(unit, 0o700)
})
