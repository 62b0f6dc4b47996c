import { readFile, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { serverProcesses } from '../src/db/embedded/postmaster.ts'
import { systemClock } from '../src/kernel/clock.ts'
import { runCommand } from '../test/command.ts'
import { KEEPER } from './evercheck.ts'
import { figuresOf, rounded, spreadOf } from './figures.ts'
import { check } from './growth.ts'
import { startSimulator } from './simulator.ts'
import type { Workshop } from './workshop.ts'

/** How large the target is, and how often a start is measured. */
export type MemoryOptions = { readonly followers: number; readonly rounds: number }

const PAGE = 50
const IDLE_MS = 10_000
const LOOK_AGAIN_MS = 200

/**
 * What Evercheck with its embedded database takes: the time of a first command and of a later one,
 * and the memory of its process and its server together, idle and in a check of `followers`.
 */
export async function benchMemory(workshop: Workshop, options: MemoryOptions): Promise<void> {
  const firstMs: number[] = []
  const laterMs: number[] = []
  const helpMs: number[] = []
  for (let round = 0; round < options.rounds; round += 1) {
    const data = join(workshop.folder, `start-${round}`)
    helpMs.push(await timeOf(['--help'], data))
    firstMs.push(await timeOf(['migrate'], data))
    laterMs.push(await timeOf(['migrate'], data))
    await rm(data, { recursive: true, force: true })
  }
  workshop.show({
    bench: 'memory',
    ...figuresOf('noDatabaseMs', spreadOf(helpMs), 0),
    ...figuresOf('firstStartMs', spreadOf(firstMs), 0),
    ...figuresOf('laterStartMs', spreadOf(laterMs), 0),
  })
  const simulator = await startSimulator(workshop, {
    accounts: [KEEPER],
    targets: [],
    faults: { pages: { size: PAGE } },
  })
  let idle: readonly Sample[] = []
  const samples: Sample[] = []
  let watching: Promise<void> | null = null
  const over = new AbortController()
  const size = { database: 'embedded', followers: options.followers } as const
  try {
    await check(workshop, simulator, null, size, IDLE_MS, (child, dataFolder, said) => {
      watching ??= watch(child.pid ?? 0, join(dataFolder, 'postgres'), samples, over.signal)
      // The first half of the idle time belongs to what the start has left to tidy.
      if (said.kind === 'progress' && idle.length === 0) {
        const looks = IDLE_MS / LOOK_AGAIN_MS
        idle = samples.slice(Math.floor(looks / 2), Math.floor((looks * 3) / 4))
      }
    })
  } finally {
    over.abort()
    await watching
  }
  const most = samples.reduce((one, other) => (totalOf(other) > totalOf(one) ? other : one))
  workshop.show({
    bench: 'memory',
    followers: options.followers,
    processIdleMb: rounded(spreadOf(idle.map((sample) => sample.processMb)).median, 0),
    serverIdleMb: rounded(spreadOf(idle.map((sample) => sample.serverMb)).median, 0),
    processMb: rounded(most.processMb, 0),
    serverMb: rounded(most.serverMb, 0),
  })
  workshop.show({
    idleMb: rounded(spreadOf(idle.map(totalOf)).median, 0),
    atMillionMb: rounded(totalOf(most), 0),
  })
}

/** What a process and its server take at one moment. */
type Sample = { readonly processMb: number; readonly serverMb: number }

function totalOf({ processMb, serverMb }: Sample): number {
  return processMb + serverMb
}

async function timeOf(args: readonly string[], data: string): Promise<number> {
  const startedMs = performance.now()
  const { exitCode, stderr } = await runCommand(args, { EVERCHECK_DATA: data })
  if (exitCode !== 0) throw new Error(`evercheck ${args.join(' ')}: ${stderr}`)
  return performance.now() - startedMs
}

/** Measures a process and the server of a folder together, again and again. */
async function watch(
  pid: number,
  folder: string,
  samples: Sample[],
  signal: AbortSignal,
): Promise<void> {
  while (!signal.aborted) {
    const server = await Promise.all((await serverProcesses(folder)).map(sharedMb))
    const serverMb = server.reduce((sum, each) => sum + each, 0)
    samples.push({ processMb: await residentMb(pid), serverMb })
    await systemClock.sleep(LOOK_AGAIN_MS, signal).catch(() => undefined)
  }
}

/** All of a process that is in memory, as any tool shows it. */
async function residentMb(pid: number): Promise<number> {
  return kilobytes(await readFile(`/proc/${pid}/status`, 'utf8').catch(() => ''), 'VmRSS') / 1024
}

/** Its share: what the server's processes have in common is counted once. */
async function sharedMb(pid: number): Promise<number> {
  const text = await readFile(`/proc/${pid}/smaps_rollup`, 'utf8').catch(() => '')
  return kilobytes(text, 'Pss') / 1024
}

function kilobytes(text: string, field: string): number {
  return Number(new RegExp(`^${field}:\\s+(\\d+) kB`, 'm').exec(text)?.[1] ?? 0)
}
