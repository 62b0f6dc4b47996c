import { mkdir, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { z } from 'zod'
import type { Environment } from '../../config/env.ts'
import { findBrowser } from '../../instagram/login/browser-executable.ts'
import type { Clock } from '../../kernel/clock.ts'
import { SimulatorProcess } from '../simulator-process.ts'
import { bareLogin } from './bare-login.ts'
import { type CommandRun, startCommand } from './check-process.ts'
import { compareWithTruth, countedLogins, type Figures, recoveries } from './figures.ts'

/** The story's stage: what it needs, and where its words go. */
export type Stage = {
  readonly clock: Clock
  readonly environment: Environment
  /** Where the story's data and report are left. Whatever is there is removed first. */
  readonly folder: string
  readonly say: (line: string) => void
  readonly signal: AbortSignal
}

const TARGET = 'ada.example'
const ACCOUNT = 'keeper'
/** Where the case that started all this lost its session: 728 of 1663. */
const DEATH_AT = 728
const THROTTLE_AT = 1200
const KILL_AT = 400

/** The story went another way than it was meant to. */
export class StoryError extends Error {
  override readonly name = 'StoryError'
  readonly code = 'STORY_FAILED'
}

/**
 * A check of 1663 followers that outlives two deaths of its session, a throttle that looks like
 * one, and a `kill -9` of its process. Everything runs for real: the simulator and Evercheck are
 * processes of their own, and the figures are counted by the simulator.
 */
export async function tellStory(stage: Stage): Promise<Figures> {
  const { folder, say } = stage
  await rm(folder, { recursive: true, force: true })
  await mkdir(folder, { recursive: true, mode: 0o700 })
  say('1. A fake Instagram starts on this machine: no request leaves it.')
  const ca = join(folder, 'simulator-ca.pem')
  const simulator = await SimulatorProcess.start(['--port', '0', '--seed', '7', '--ca-out', ca])
  try {
    await simulator.control('faults', FAULTS)
    const environment = environmentFor(stage, simulator.address, ca)
    await storeAccount(stage, environment, simulator)
    await arm(stage, simulator)
    const first = await runUntilKilled(stage, environment, simulator)
    const summary = first ?? (await runToTheEnd(stage, environment))
    return await countUp(stage, simulator, summary)
  } finally {
    await simulator.stop()
  }
}

/** A little latency, so that a person can follow; a list page takes about as long as in life. */
const FAULTS = { latencyMs: 25 }

function environmentFor(stage: Stage, address: string, ca: string): Environment {
  return {
    ...stage.environment,
    DATABASE_URL: '',
    EVERCHECK_KEY_FILE: '',
    EVERCHECK_DATA: join(stage.folder, 'data'),
    EVERCHECK_INSTAGRAM_CONNECT: address,
    EVERCHECK_INSTAGRAM_CA: ca,
    EVERCHECK_PACE_MS: '0',
    EVERCHECK_THROTTLE_WAIT_MS: '2000',
    EVERCHECK_LOG_LEVEL: 'debug',
  }
}

async function storeAccount(
  stage: Stage,
  environment: Environment,
  simulator: SimulatorProcess,
): Promise<void> {
  stage.say(
    '2. An embedded database is made, and an account with password and TOTP secret is sealed into it.',
  )
  const account = simulator.ready.accounts.find(({ username }) => username === ACCOUNT)
  if (!account?.totpSecret) throw new StoryError('The simulator has no account with a TOTP secret.')
  const totpFile = join(stage.folder, 'totp')
  try {
    await writeFile(totpFile, account.totpSecret, { mode: 0o600 })
    const args = [
      'account',
      'add',
      ACCOUNT,
      '--password-file',
      '-',
      '--totp-file',
      totpFile,
      '--json',
    ]
    const { exitCode } = await startCommand(args, environment, account.password).ended
    if (exitCode !== 0) throw new StoryError('The account could not be stored.')
  } finally {
    await rm(totpFile, { force: true })
  }
}

async function arm(stage: Stage, simulator: SimulatorProcess): Promise<void> {
  stage.say(
    `3. Trouble is arranged: the session dies at ${DEATH_AT} followers, plainly; at ${THROTTLE_AT} comes a throttle;`,
  )
  stage.say(
    `   the process is killed at about ${KILL_AT} following; the session dies again at ${DEATH_AT} following, in the words of a throttle.`,
  )
  await simulator.control('sessions/kill', {
    username: ACCOUNT,
    disguise: 'plain',
    afterRows: DEATH_AT,
    list: 'followers',
  })
  await simulator.control('faults', {
    once: [{ row: '1', afterRows: THROTTLE_AT, list: 'followers' }],
  })
  stage.say(`4. Check of @${TARGET}:`)
}

const Rows = z.object({ rows: z.object({ following: z.number().optional() }) })

/** Runs the check and kills its process in the middle of the second list. */
async function runUntilKilled(
  stage: Stage,
  environment: Environment,
  simulator: SimulatorProcess,
): Promise<Summary | null> {
  const run = startCheck(stage, environment)
  let ended = false
  const end = run.ended.finally(() => {
    ended = true
  })
  while (!ended) {
    const { rows } = Rows.parse(await simulator.control('counters'))
    if ((rows.following ?? 0) >= KILL_AT) {
      run.child.kill('SIGKILL')
      break
    }
    await stage.clock.sleep(5, stage.signal)
  }
  const { killed, exitCode, stdout } = await end
  if (!killed) return readSummary(exitCode, stdout)
  stage.say('5. kill -9: the process is gone in the middle of a page. The same command once more:')
  await simulator.control('sessions/kill', {
    username: ACCOUNT,
    disguise: 'please-wait',
    afterRows: DEATH_AT - (await savedFollowing(environment)),
    list: 'following',
  })
  return null
}

const Status = z.object({
  checks: z.tuple([z.object({ following: z.object({ collected: z.number() }) })]),
})

/** What a user would look up: how far the check has come. */
async function savedFollowing(environment: Environment): Promise<number> {
  const { stdout } = await startCommand(['status', '--json'], environment, null).ended
  return Status.parse(JSON.parse(stdout)).checks[0].following.collected
}

async function runToTheEnd(stage: Stage, environment: Environment): Promise<Summary> {
  const { exitCode, stdout } = await startCheck(stage, environment).ended
  return readSummary(exitCode, stdout)
}

function startCheck(stage: Stage, environment: Environment): CommandRun {
  const args = ['check', TARGET, '--json', '--out', reportFolder(stage)]
  const run = startCommand(args, environment, null)
  stage.signal.addEventListener('abort', () => void run.child.kill('SIGTERM'), { once: true })
  return run
}

const Summary = z.object({
  status: z.literal('completed'),
  requests: z.number(),
  followers: z.object({ pages: z.number() }),
  following: z.object({ pages: z.number() }),
})
type Summary = z.infer<typeof Summary>

function readSummary(exitCode: number, stdout: string): Summary {
  const last = stdout.trim().split('\n').at(-1) ?? ''
  const parsed = Summary.safeParse(exitCode === 0 ? JSON.parse(last) : null)
  if (parsed.success) return parsed.data
  throw new StoryError(`The check did not complete (exit code ${exitCode}): ${last}`)
}

async function countUp(
  stage: Stage,
  simulator: SimulatorProcess,
  summary: Summary,
): Promise<Figures> {
  const folder = reportFolder(stage)
  const { logins, loginsWhileThrottled } = countedLogins(await simulator.control('counters'))
  const recoveryMs = await recoveries(join(stage.folder, 'data', 'evercheck.log'))
  stage.say('6. For comparison, the shortest script that only logs in:')
  const bareLoginMs = await measureBareLogin(stage, simulator)
  const pages = summary.followers.pages + summary.following.pages
  return {
    followers: await compareWithTruth(
      folder,
      'followers',
      await simulator.control(`truth/${TARGET}/followers`),
    ),
    following: await compareWithTruth(
      folder,
      'following',
      await simulator.control(`truth/${TARGET}/following`),
    ),
    deaths: recoveryMs.length,
    logins,
    loginsWhileThrottled,
    requests: summary.requests,
    // Who the target is, the test of the first login, and every page once.
    requestsIdeal: pages + 2,
    recoveryMs: Math.max(0, ...recoveryMs),
    bareLoginMs,
  }
}

async function measureBareLogin(stage: Stage, simulator: SimulatorProcess): Promise<number> {
  const account = simulator.ready.accounts.find(({ totpSecret }) => totpSecret === null)
  if (!account) throw new StoryError('The simulator has no account without a TOTP secret.')
  const executable = await findBrowser({ path: stage.environment.EVERCHECK_BROWSER || null })
  return bareLogin({ clock: stage.clock, executable, connect: simulator.connect }, account)
}

/** Where the story leaves its report. */
export function reportFolder(stage: { readonly folder: string }): string {
  return join(stage.folder, 'report')
}
