import assert from 'node:assert/strict'
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { fileURLToPath } from 'node:url'
import { z } from 'zod'
import { systemClock } from '../../src/kernel/clock.ts'
import type { Random } from '../../src/kernel/ids.ts'
import type { Arena, DatabaseKind, Ground, Settings } from './arena.ts'

/**
 * What is killed: `reading` is a check with a living session; `login` one that has to log in first
 * and again in the middle; `first` is the very first start, which makes the database.
 */
export const SCENES = ['reading', 'login', 'first'] as const
export type Scene = (typeof SCENES)[number]

/** What a round came to. It has gone well if it is there at all. */
export type RoundResult = {
  readonly scene: Scene
  readonly database: DatabaseKind
  /** How long each killed process had lived, in milliseconds. */
  readonly killedAfterMs: readonly number[]
  /** Where the run after each kill went on: people saved by then; null at the start. */
  readonly resumedAt: number | null
  readonly followers: number
  readonly following: number
}

const PROGRAM = fileURLToPath(new URL('../../bin/evercheck.js', import.meta.url))
const BROWSERS_GONE_WITHIN_MS = 20_000
const LOOK_AGAIN_MS = 100

/** Kills checks with `kill -9` at moments that chance chooses, and runs them again until done. */
export class Rounds {
  readonly #arena: Arena
  readonly #random: Random
  readonly #killsMax: number
  /** How long a process lives that nobody kills, by scene and database. */
  readonly #lifeMs = new Map<string, number>()

  constructor(arena: Arena, random: Random, options: { readonly killsMax: number }) {
    this.#arena = arena
    this.#random = random
    this.#killsMax = options.killsMax
  }

  /**
   * One round: some kills, then a run to the end. The final lists are compared with the truth.
   * @throws AssertionError when anything is missing, too much, or left behind
   */
  async run(scene: Scene, database: DatabaseKind): Promise<RoundResult> {
    const name = `${scene} ${database}`
    // The first one measures how long a life is, and proves that nothing else is wrong.
    const known = this.#lifeMs.get(name) ?? (await this.#round(scene, database, 0)).lifeMs
    this.#lifeMs.set(name, known)
    return (await this.#round(scene, database, known)).result
  }

  /** A round; nobody is killed in it when `lifeMs` is 0. */
  async #round(
    scene: Scene,
    database: DatabaseKind,
    lifeMs: number,
  ): Promise<{ readonly result: RoundResult; readonly lifeMs: number }> {
    const ground = await this.#arena.newGround(database, BEGINNINGS[scene])
    try {
      const target = await this.#arena.newTarget()
      if (scene === 'login') await this.#armDeath()
      const check = ['check', target, '--json', '--out', ground.reportFolder]
      const lived = await this.#live(scene === 'first' ? ['migrate'] : check, ground, lifeMs)
      if (scene === 'first') await this.#arena.prepare(ground, 'session')
      const { ended } = scene === 'first' ? await this.#live(check, ground, 0) : lived
      const summary = Summary.parse(JSON.parse(ended.stdout.trim().split('\n').at(-1) ?? '{}'))
      assert.equal(summary.status, 'completed')
      await this.#expectTruth(ground, target)
      await expectNoBrowsers(this.#arena.simulator.address)
      const { killedAfterMs } = lived
      const { resumedAt } = summary
      const followers = summary.followers.collected
      const following = summary.following.collected
      const result = { scene, database, killedAfterMs, resumedAt, followers, following }
      return { result, lifeMs: lived.ms }
    } finally {
      await ground.remove()
    }
  }

  /** Lets the session of the check to come die somewhere in its first list. */
  async #armDeath(): Promise<void> {
    const disguise = this.#random.fraction() < 0.5 ? 'plain' : 'please-wait'
    const afterRows = 20 * (1 + Math.floor(this.#random.fraction() * 20))
    const kill = { username: 'mortal', disguise, afterRows }
    await this.#arena.simulator.control('sessions/kill', kill)
  }

  /** Runs a command until it ends by itself, and kills it some times before. */
  async #live(args: readonly string[], { settings }: Ground, lifeMs: number): Promise<Lived> {
    const kills = lifeMs === 0 ? 0 : 1 + Math.floor(this.#random.fraction() * this.#killsMax)
    const killedAfterMs: number[] = []
    for (let kill = 0; kill < kills; kill += 1) {
      const afterMs = Math.round(this.#random.fraction() * lifeMs)
      if (await killAfter(args, settings, afterMs)) killedAfterMs.push(afterMs)
    }
    const startedAtMs = systemClock.now().getTime()
    const ended = await start(args, settings).ended
    const { exitCode, stderr } = ended
    assert.equal(exitCode, 0, `after kills at ${killedAfterMs.join(', ')} ms: ${stderr}`)
    return { killedAfterMs, ended, ms: systemClock.now().getTime() - startedAtMs }
  }

  /** The CSV files hold everybody, each once, and no half-written file stands beside them. */
  async #expectTruth(ground: Ground, target: string): Promise<void> {
    for (const list of ['followers', 'following'] as const) {
      const csv = await readFile(join(ground.reportFolder, `${list}.csv`), 'utf8')
      const pks = csv
        .trim()
        .split(/\r?\n/)
        .slice(1)
        .map((row) => row.split(',')[0] ?? '')
      assert.deepEqual(pks.sort(), await this.#arena.truth(target, list))
    }
    const files = await readdir(ground.reportFolder)
    assert.deepEqual(
      files.filter((file) => !/\.(csv|xlsx|json|png)$/.test(file)),
      [],
    )
  }
}

const BEGINNINGS = { reading: 'session', login: 'password', first: 'nothing' } as const

const List = z.object({ collected: z.number() })
const Summary = z.object({
  status: z.string(),
  followers: List,
  following: List,
  resumedAt: z.number().nullable(),
})

/** A command that was killed some times, and then ended by itself. */
type Lived = {
  readonly killedAfterMs: readonly number[]
  readonly ended: Ended
  /** How long the last run took. */
  readonly ms: number
}

type Ended = {
  readonly exitCode: number | null
  readonly stdout: string
  readonly stderr: string
}

function start(
  args: readonly string[],
  settings: Settings,
): { readonly child: ChildProcess; readonly ended: Promise<Ended> } {
  const child = spawn(process.execPath, [PROGRAM, ...args], {
    env: { PATH: process.env.PATH, HOME: process.env.HOME, ...settings },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  const streams = [child.stdout, child.stderr].map((stream) => (stream ? text(stream) : ''))
  const ended = Promise.all([...streams, once(child, 'exit')]).then(([stdout, stderr]) => ({
    exitCode: child.exitCode,
    stdout: String(stdout),
    stderr: String(stderr),
  }))
  return { child, ended }
}

/** Kills a run after so long; false when it had ended before. */
async function killAfter(
  args: readonly string[],
  settings: Settings,
  afterMs: number,
): Promise<boolean> {
  const { child, ended } = start(args, settings)
  const over = new AbortController()
  void ended.then(() => over.abort())
  await systemClock.sleep(afterMs, over.signal).catch(() => undefined)
  child.kill('SIGKILL')
  await ended
  return child.signalCode === 'SIGKILL'
}

/** No browser of a killed process lives on. Looks at what Linux says; elsewhere it is not known. */
async function expectNoBrowsers(address: string): Promise<void> {
  const startedAtMs = systemClock.now().getTime()
  for (;;) {
    const left = await browsersOn(address)
    if (left.length === 0) return
    const waitedMs = systemClock.now().getTime() - startedAtMs
    assert(waitedMs < BROWSERS_GONE_WITHIN_MS, `browsers live on: ${left.join(', ')}`)
    await systemClock.sleep(LOOK_AGAIN_MS)
  }
}

async function browsersOn(address: string): Promise<readonly string[]> {
  const pids = (await readdir('/proc').catch(() => [])).filter((name) => /^\d+$/.test(name))
  const found: string[] = []
  for (const pid of pids) {
    const command = await readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => '')
    if (/chrom/i.test(command) && command.includes(address)) found.push(pid)
  }
  return found
}
