import { type ChildProcess, spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { mkdir, mkdtemp, readdir, readFile, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { expect, onTestFinished, test } from 'vitest'
import { FolderUnwritableError } from '../kernel/folders.ts'
import { DataInUseError, lockFolder } from './folder-lock.ts'

/** Makes a process the first of a PID namespace of its own, as in a container. */
const CONTAINED = ['unshare', '--map-root-user', '--pid', '--fork', '--mount-proc', '--kill-child']
const canContain = spawnSync(CONTAINED[0] ?? '', [...CONTAINED.slice(1), 'true']).status === 0

test('a folder is locked once, and leaves nothing behind when it is given back', async () => {
  const folder = await emptyFolder()
  const giveBack = await lockFolder(folder, 0)
  await expect(lockFolder(folder, 0)).rejects.toThrow(DataInUseError)
  // Being refused does not end the lock either.
  expect(await new Starter(folder).attempt()).toContain(`in use by process ${process.pid} on`)
  giveBack()
  expect(await readdir(folder)).toEqual([])
})

test('a link in the place of the lock or its note empties nothing where it leads', async () => {
  const folder = await emptyFolder()
  const precious = join(await emptyFolder(), 'precious')
  await writeFile(precious, 'precious')
  await symlink(precious, join(folder, 'evercheck.owner'))
  const giveBack = await lockFolder(folder, 0)
  giveBack()
  await symlink(precious, join(folder, 'evercheck.lock'))
  await expect(lockFolder(folder, 0)).rejects.toThrow(/symbolic link.*remove the link/)
  expect(await readFile(precious, 'utf8')).toBe('precious')
})

test('a process that is killed holds nothing any more, and the next one cleans up', async () => {
  const folder = await emptyFolder()
  const killed = new Starter(folder)
  expect(await killed.attempt()).toBe('locked')
  await expect(lockFolder(folder, 0)).rejects.toThrow(`in use by process ${killed.pid} on`)
  await killed.kill()
  expect(await readdir(folder)).not.toEqual([])
  const giveBack = await lockFolder(folder, 0)
  giveBack()
  expect(await readdir(folder)).toEqual([])
})

test('a process that holds a folder ends by itself', async () => {
  const folder = await emptyFolder()
  const child = evaluate('await lockFolder(process.argv[1], 0)', folder)
  expect(await once(child, 'exit')).toEqual([0, null])
})

test('of processes that start at the same moment one gets what a killed one held', async () => {
  const folder = await emptyFolder()
  const killed = new Starter(folder)
  expect(await killed.attempt()).toBe('locked')
  await killed.kill()
  const starters = Array.from({ length: 5 }, () => new Starter(folder))
  await Promise.all(starters.map((starter) => starter.ready()))
  const answers = await Promise.all(starters.map((starter) => starter.attempt()))
  expect(answers.filter((answer) => answer === 'locked')).toHaveLength(1)
  expect(answers.filter((answer) => answer.includes('is in use by'))).toHaveLength(4)
})

test('a folder that goes from hand to hand is never in two', async () => {
  const folder = await emptyFolder()
  const program = `
    const inside = process.argv[1] + '/inside'
    for (let rounds = 0; rounds < 150; ) {
      const giveBack = await lockFolder(process.argv[1], 0).catch((error) => {
        if (error.code !== 'DATA_IN_USE') throw error
      })
      if (giveBack === undefined) continue
      writeFileSync(inside, '', { flag: 'wx' })
      rmSync(inside)
      giveBack()
      rounds += 1
    }`
  const children = Array.from({ length: 3 }, () => evaluate(program, folder))
  const exits = await Promise.all(children.map((child) => once(child, 'exit')))
  expect(exits).toEqual([
    [0, null],
    [0, null],
    [0, null],
  ])
  expect(await readdir(folder)).toEqual([])
})

test.skipIf(!canContain)('two containers that share a folder never hold it both', async () => {
  const folder = await emptyFolder()
  const first = new Starter(folder, CONTAINED)
  const second = new Starter(folder, CONTAINED)
  expect(await first.attempt()).toBe('locked')
  expect(await second.attempt()).toContain('in use by process 1 on')
  await first.kill()
  expect(await new Starter(folder, CONTAINED).attempt()).toBe('locked')
})

test('what was copied along, or left by another version, bars nobody', async () => {
  const folder = await emptyFolder()
  await writeFile(join(folder, 'evercheck.lock'), `${process.pid} 12345`)
  await writeFile(join(folder, 'evercheck.owner'), `process ${process.pid} on this`)
  const giveBack = await lockFolder(folder, 0)
  giveBack()
  expect(await readdir(folder)).toEqual([])
})

test('a folder that cannot be locked is refused with what to do', async () => {
  const folder = await emptyFolder()
  await mkdir(join(folder, 'evercheck.lock'))
  await expect(lockFolder(folder, 0)).rejects.toThrow(FolderUnwritableError)
  const deep = join(folder, ...Array.from({ length: 10 }, () => 'deep'.repeat(15)))
  await expect(lockFolder(deep, 0)).rejects.toThrow('its path is too long; choose another folder')
})

async function emptyFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'evercheck-lock-'))
  onTestFinished(() => rm(folder, { recursive: true, force: true }))
  return folder
}

/** A process that tries to lock a folder when it is told to, and holds it until it is killed. */
class Starter {
  readonly #child: ChildProcess
  readonly #lines: AsyncIterator<string>
  #ready: Promise<unknown> | null = null

  constructor(folder: string, around: readonly string[] = []) {
    const program = `
      console.log('ready')
      process.stdin.once('data', () => lockFolder(process.argv[1], 0).then(
        () => console.log('locked'),
        (error) => console.log(error.message),
      ))`
    this.#child = evaluate(program, folder, around)
    if (!this.#child.stdout) throw new Error('a starter has no output')
    this.#lines = createInterface({ input: this.#child.stdout })[Symbol.asyncIterator]()
    onTestFinished(() => this.kill())
  }

  get pid(): number | undefined {
    return this.#child.pid
  }

  ready(): Promise<unknown> {
    this.#ready ??= this.#lines.next()
    return this.#ready
  }

  async attempt(): Promise<string> {
    await this.ready()
    this.#child.stdin?.write('go\n')
    return (await this.#lines.next()).value ?? 'ended'
  }

  async kill(): Promise<void> {
    if (this.#child.exitCode !== null || this.#child.signalCode !== null) return
    // Not its exit: in a container it is the one inside that holds the folder, and the output.
    const closed = once(this.#child, 'close')
    this.#child.kill('SIGKILL')
    await closed
  }
}

/** Runs a program of a few lines in a process of its own, with `argument` as its only one. */
function evaluate(program: string, argument: string, around: readonly string[] = []): ChildProcess {
  const lock = new URL('folder-lock.ts', import.meta.url).href
  const imports = `
    import { rmSync, writeFileSync } from 'node:fs'
    import { lockFolder } from '${lock}'`
  const code = ['--input-type=module', '--eval', `${imports}\n${program}`, argument]
  const [command = '', ...args] = [...around, process.execPath, ...code]
  return spawn(command, args, { stdio: ['pipe', 'pipe', 'inherit'] })
}
