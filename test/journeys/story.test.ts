import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { chmod, mkdtemp, readdir } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'
import { startSimulator } from '../../simulator/server.ts'
import { offerPanel } from '../../src/cli/demo/offer-panel.ts'
import { systemClock } from '../../src/kernel/clock.ts'
import { type CommandResult, runCommand } from '../command.ts'
import { filesBelow, keysIn, leaksIn } from '../leftovers.ts'
import { removeFolder } from '../quick-folder.ts'

const PROGRAM = fileURLToPath(new URL('../../bin/evercheck.js', import.meta.url))

test('the story ends with every member once, one login per death, none for the throttle, and no secret left behind', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'evercheck-story-'))
  const around = await mkdtemp(join(tmpdir(), 'evercheck-around-'))
  try {
    // The browser may run as a user of its own, who works in there as well.
    await chmod(around, 0o1777)
    const settings = { EVERCHECK_DATA: folder, HOME: around, TMPDIR: around }
    const run = await runCommand(['demo', '--json'], settings)
    expect(run.stderr).toContain('Session died at 728 followers')
    expect(run.stderr).toContain('Session died at 728 following')
    expect(run.json).toMatchObject({
      followers: { truth: 1663, saved: 1663, missing: 0, extra: 0 },
      following: { truth: 1204, saved: 1204, missing: 0, extra: 0 },
      deaths: 2,
      logins: 3,
      loginsWhileThrottled: 0,
    })
    const { requests, requestsIdeal } = run.json as { requests: number; requestsIdeal: number }
    // Three for a death and four for one in the words of a throttle; for the throttle the refused
    // page and the probe.
    expect(requests - requestsIdeal).toBeLessThanOrEqual(3 + 4 + 2)
    const { recoveryMs, bareLoginMs } = run.json as { recoveryMs: number; bareLoginMs: number }
    expect(Math.min(recoveryMs, bareLoginMs)).toBeGreaterThan(0)
    expect(run.stderr.match(/^ {3}Logged in after/gm)).toHaveLength(3)
    expect(run.exitCode).toBe(0)
    expect(await leaksOf(folder, run)).toEqual([join(folder, 'demo', 'data', 'keys')])
    expect(await readdir(around, { recursive: true })).toEqual([])
    // Nobody looked: it went away by itself. On a terminal it offers what it has left.
    expect(run.stdout + run.stderr).not.toContain('to look at it')
    await lookAtWhatIsLeft(join(folder, 'demo'))
  } finally {
    await removeFolder(around)
    await removeFolder(folder)
  }
}, 240_000)

/** Opens the panel over a story, as its last line on a terminal offers it, and ends that. */
async function lookAtWhatIsLeft(folder: string): Promise<void> {
  const over = new AbortController()
  const said = Promise.withResolvers<string>()
  const say = (line: string): void => {
    const url = /^Open (http:\S+) to look at it; Ctrl-C ends\.$/.exec(line)?.[1]
    if (url !== undefined) said.resolve(url)
  }
  const offer = { clock: systemClock, environment: {}, folder, say, signal: over.signal }
  const offered = offerPanel(offer)
  const url = new URL(await said.promise)
  expect(url.pathname + url.hash).toMatch(/^\/setup#evi_/)
  expect((await fetch(new URL('/api/v1/openapi.json', url))).status).toBe(200)
  over.abort()
  await offered
  await expect(fetch(url)).rejects.toThrow()
}

/** Where a password, a TOTP secret, a key or a session of the story can be read afterwards. */
async function leaksOf(folder: string, run: CommandResult): Promise<readonly string[]> {
  // The story's seed makes these accounts, with these secrets.
  const simulator = await startSimulator({ seed: 7 })
  const secrets = simulator.world
    .accounts()
    .flatMap(({ password, totpSecret }) => [password, ...(totpSecret ? [totpSecret] : [])])
  await simulator.close()
  expect(secrets.length).toBeGreaterThan(1)
  const leftovers = [
    { name: 'stdout', text: run.stdout },
    { name: 'stderr', text: run.stderr },
    ...(await filesBelow(folder)),
  ]
  const keys = leftovers.filter(({ name }) => name.endsWith('/keys'))
  const sealing = await Promise.all(keys.map(({ name }) => keysIn(name)))
  return leaksIn(leftovers, [...secrets, ...sealing.flat()])
}

/** A story that runs; its words are read as they come. */
class Telling {
  readonly child: ChildProcess
  /** Settles when the last process is gone that writes where the story writes. */
  readonly over: Promise<unknown>
  said = ''

  constructor(folder: string) {
    const env = { PATH: process.env.PATH, HOME: process.env.HOME, EVERCHECK_DATA: folder }
    this.child = spawn(process.execPath, [PROGRAM, 'demo', '--json'], {
      env,
      stdio: ['ignore', 'ignore', 'pipe'],
    })
    this.child.stderr?.setEncoding('utf8').on('data', (chunk) => {
      this.said += chunk
    })
    this.over = once(this.child, 'close')
  }

  async until(words: string): Promise<void> {
    await expect.poll(() => this.said).toContain(words)
  }
}

test('a second story is refused; one that died takes everything along, and the next begins at once', {
  tags: 'long',
  timeout: 120_000,
}, async () => {
  const folder = await mkdtemp(join(tmpdir(), 'evercheck-story-'))
  try {
    const first = new Telling(folder)
    await first.until('Logging in as keeper')
    const refused = await runCommand(['demo', '--json'], { EVERCHECK_DATA: folder })
    expect(refused.exitCode).toBe(6)
    expect(refused.json).toMatchObject({ status: 'error', code: 'DATA_IN_USE' })
    expect(refused.stderr).toContain('is in use by another story')
    first.child.kill('SIGKILL')
    const next = new Telling(folder)
    await first.over
    await next.until('2. An embedded database is made')
    next.child.kill('SIGINT')
    await next.over
    expect(next.child.exitCode).toBe(130)
    expect(next.said.match(/Stopped\./g)).toHaveLength(1)
    expect(next.said).not.toMatch(/\([A-Z_]+\)$/m)
  } finally {
    await removeFolder(folder)
  }
})
