import { rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { z } from 'zod'
import type { Environment } from '../../config/env.ts'
import { findBrowser } from '../../instagram/login/browser-executable.ts'
import { seconds } from '../narrator.ts'
import { hasSandbox } from '../sandbox.ts'
import { SimulatorProcess } from '../simulator-process.ts'
import { bareLogin } from './bare-login.ts'
import { type CommandRun, type Scene, startCommand } from './check-process.ts'
import { compareWithTruth, countedLogins, type Figures, median, recoveries } from './figures.ts'
import { caFile, dataFolder, enterStage, reportFolder, type Stage } from './stage.ts'

const TARGET = 'ada.example'
const ACCOUNT = 'keeper'
/** Where the case that started all this lost its session: 728 of 1663. */
const DEATH_AT = 728
const THROTTLE_AT = 1200
const KILL_AT = 400
/** About one page of the list. */
const LOOK_MS = 30
/** As many as make a median; some between the deaths and some after them. */
const BARE_LOGINS = 3

/** The story went another way than it was meant to. */
export class StoryError extends Error {
  override readonly name = 'StoryError'
  readonly code = 'STORY_FAILED'
}

/**
 * A check of 1663 followers that outlives two deaths of its session, a throttle that looks like
 * one, and a `kill -9` of its process. Everything runs for real: the simulator and Evercheck are
 * processes of their own, and the figures are counted by the simulator.
 * @throws StoryError STORY_FAILED
 * @throws Error DATA_IN_USE when another story has the folder.
 */
export async function tellStory(stage: Stage): Promise<Figures> {
  const leave = await enterStage(stage.folder)
  try {
    return await tellAlone(stage)
  } finally {
    await leave()
  }
}

async function tellAlone(stage: Stage): Promise<Figures> {
  const { say, signal } = stage
  say('1. A fake Instagram starts on this machine: no request leaves it.')
  const ca = caFile(stage)
  const simulator = await SimulatorProcess.start(['--port', '0', '--seed', '7', '--ca-out', ca])
  try {
    await simulator.control('faults', FAULTS)
    const sandbox = await hasSandbox(stage)
    const scene = { environment: environmentFor(stage, simulator.address, ca, sandbox), signal }
    await storeAccount(stage, scene, simulator)
    await arm(stage, simulator)
    const bareLogins = new BareLogins(stage, simulator, sandbox)
    const first = await runUntilKilled(stage, scene, simulator, bareLogins)
    const summary = first ?? (await runToTheEnd(stage, scene))
    return await countUp(stage, simulator, summary, bareLogins)
  } finally {
    await simulator.stop()
  }
}

/** A little latency, so that a person can follow; a list page takes about as long as in life. */
const FAULTS = { latencyMs: 25 }

function environmentFor(stage: Stage, address: string, ca: string, sandbox: boolean): Environment {
  return {
    ...stage.environment,
    ...NO_PROXY,
    EVERCHECK_BROWSER_SANDBOX: sandbox ? 'yes' : 'no',
    DATABASE_URL: '',
    EVERCHECK_KEY_FILE: '',
    EVERCHECK_DATA: dataFolder(stage),
    EVERCHECK_INSTAGRAM_CONNECT: address,
    EVERCHECK_INSTAGRAM_CA: ca,
    EVERCHECK_PACE_MS: '0',
    EVERCHECK_THROTTLE_WAIT_MS: '2000',
    EVERCHECK_LOG_LEVEL: 'debug',
  }
}

/** Nothing leaves this machine, so there is nothing to say of a proxy. */
const NO_PROXY = { HTTPS_PROXY: '', https_proxy: '', ALL_PROXY: '', all_proxy: '' }

async function storeAccount(
  stage: Stage,
  scene: Scene,
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
    const secrets = ['--password-file', '-', '--totp-file', totpFile]
    const args = ['account', 'add', ACCOUNT, ...secrets, '--json']
    const { exitCode } = await startCommand(scene, args, account.password).ended
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
  scene: Scene,
  simulator: SimulatorProcess,
  bareLogins: BareLogins,
): Promise<Summary | null> {
  const run = startCheck(stage, scene)
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
    await stage.clock.sleep(LOOK_MS, stage.signal)
  }
  const { killed, exitCode, stdout } = await end
  if (!killed) return readSummary(exitCode, stdout)
  stage.say('5. kill -9: the process is gone in the middle of a page.')
  stage.say('   For comparison, the shortest script that only logs in:')
  await bareLogins.measure()
  stage.say('   The same command once more:')
  await simulator.control('sessions/kill', {
    username: ACCOUNT,
    disguise: 'please-wait',
    afterRows: DEATH_AT - (await savedFollowing(scene)),
    list: 'following',
  })
  return null
}

const Status = z.object({
  checks: z.tuple([z.object({ following: z.object({ collected: z.number() }) })]),
})

/** What a user would look up: how far the check has come. */
async function savedFollowing(scene: Scene): Promise<number> {
  const { exitCode, stdout } = await startCommand(scene, ['status', '--json']).ended
  if (exitCode !== 0) throw new StoryError('Nobody could say how far the check has come.')
  return Status.parse(JSON.parse(stdout)).checks[0].following.collected
}

async function runToTheEnd(stage: Stage, scene: Scene): Promise<Summary> {
  const { exitCode, stdout } = await startCheck(stage, scene).ended
  return readSummary(exitCode, stdout)
}

function startCheck(stage: Stage, scene: Scene): CommandRun {
  return startCommand(scene, ['check', TARGET, '--json', '--out', reportFolder(stage)])
}

const Summary = z.object({
  status: z.literal('completed'),
  requests: z.number(),
  followers: z.object({ pages: z.number() }),
  following: z.object({ pages: z.number() }),
})
type Summary = z.infer<typeof Summary>

const Shortfall = z.object({ why: z.string().min(1) })

/** The last line of a check. @throws StoryError in the words of a check that did not complete. */
export function readSummary(exitCode: number, stdout: string): Summary {
  const last = stdout.trim().split('\n').at(-1) ?? ''
  const line: unknown = last.startsWith('{') ? JSON.parse(last) : null
  const summary = Summary.safeParse(line)
  if (exitCode === 0 && summary.success) return summary.data
  const why = Shortfall.safeParse(line).data?.why ?? 'what it said stands above.'
  throw new StoryError(`The check ended with exit code ${exitCode}: ${why}`)
}

async function countUp(
  stage: Stage,
  simulator: SimulatorProcess,
  summary: Summary,
  bareLogins: BareLogins,
): Promise<Figures> {
  const folder = reportFolder(stage)
  const counters = await simulator.control('counters')
  const sessions = await simulator.control('sessions')
  const { logins, loginsWhileThrottled } = countedLogins(ACCOUNT, counters, sessions)
  const recoveriesMs = await recoveries(join(dataFolder(stage), 'evercheck.log'))
  stage.say('6. Once more for comparison, the shortest script that only logs in:')
  while (bareLogins.tookMs.length < BARE_LOGINS) await bareLogins.measure()
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
    deaths: recoveriesMs.length,
    logins,
    loginsWhileThrottled,
    requests: summary.requests,
    // Who the target is, the test of the first login, every page once, and the counters once more.
    requestsIdeal: pages + 3,
    recoveryMs: median(recoveriesMs),
    bareLoginMs: median(bareLogins.tookMs),
  }
}

/**
 * What a recovery is compared with. It takes turns with the recoveries, because a machine is not
 * equally fast all the time, and no code is asked for here either: the device of the check is a
 * trusted one when its session dies, and the account of the bare script has no second factor.
 */
class BareLogins {
  readonly tookMs: number[] = []
  readonly #stage: Stage
  readonly #simulator: SimulatorProcess
  readonly #sandbox: boolean

  constructor(stage: Stage, simulator: SimulatorProcess, sandbox: boolean) {
    this.#stage = stage
    this.#simulator = simulator
    this.#sandbox = sandbox
  }

  async measure(): Promise<void> {
    const { clock, environment, say, signal } = this.#stage
    const { accounts } = this.#simulator.ready
    const account = accounts.find(({ totpSecret }) => totpSecret === null)
    if (!account) throw new StoryError('The simulator has no account without a TOTP secret.')
    const executable = await findBrowser({ path: environment.EVERCHECK_BROWSER || null })
    const { connect } = this.#simulator
    const tookMs = await bareLogin(
      { clock, executable, connect, sandbox: this.#sandbox, signal },
      account,
    )
    say(`   Logged in after ${seconds(tookMs)}`)
    this.tookMs.push(tookMs)
  }
}
