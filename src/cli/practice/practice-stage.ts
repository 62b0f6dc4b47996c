import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { z } from 'zod'
import type { Environment } from '../../config/env.ts'
import { stopUnusedServer } from '../../db/embedded/embedded-server.ts'
import { Closers } from '../../kernel/closers.ts'
import { hasSandbox } from '../sandbox.ts'
import { SimulatorProcess } from '../simulator-process.ts'

/** Whom the practice account looks at: 1,663 followers. */
export const TARGET = 'ada.example'
const ACCOUNT = 'keeper'
/** Where the session dies, where a throttle comes, and where a human is wanted. */
const DEATH_AT = 728
const THROTTLE_AT = 1200
const CHALLENGE_AT = 600
/** So that a person can follow what happens. */
const LATENCY_MS = 60

/** A fake Instagram that makes trouble, and settings for a service that reads from it. */
export type PracticeStage = {
  readonly environment: Environment
  readonly account: SimulatorProcess['ready']['accounts'][number]
  /** The code that was sent to the account last. */
  mail(): Promise<string | null>
  close(): Promise<void>
}

const Codes = z.object({ sent: z.object({ code: z.string() }).nullable() })

/** Builds it in a folder of its own, which goes with it. */
export async function openPracticeStage(
  environment: Environment,
  say: (line: string) => void,
): Promise<PracticeStage> {
  const closers = new Closers()
  try {
    await removeTheDead()
    const folder = await mkdtemp(join(tmpdir(), `evercheck-practice-${process.pid}-`))
    closers.add('folder', () => rm(folder, { recursive: true, force: true }))
    const data = join(folder, 'data')
    closers.add('database', async () => void (await stopUnusedServer(data)))
    const simulator = await SimulatorProcess.start(['--port', '0', '--seed', '7'])
    closers.add('simulator', () => simulator.stop())
    const ca = join(folder, 'simulator-ca.pem')
    await writeFile(ca, simulator.ready.caPem)
    await arrangeTrouble(simulator)
    const account = simulator.ready.accounts.find(({ username }) => username === ACCOUNT)
    if (account === undefined) throw new Error('the simulator has a keeper')
    const sandbox = await hasSandbox({ environment, say })
    return {
      account,
      environment: {
        ...environment,
        ...OWN,
        EVERCHECK_BROWSER_SANDBOX: sandbox ? 'yes' : 'no',
        EVERCHECK_DATA: data,
        EVERCHECK_INSTAGRAM_CONNECT: simulator.address,
        EVERCHECK_INSTAGRAM_CA: ca,
      },
      mail: async () => Codes.parse(await simulator.control(`codes/${ACCOUNT}`)).sent?.code ?? null,
      close: () => closers.close(),
    }
  } catch (error) {
    await closers.close()
    throw error
  }
}

/** What is not the installation's own: neither its database nor its key, nor a way to people. */
const OWN: Environment = {
  DATABASE_URL: '',
  EVERCHECK_DATABASE_URL_FILE: '',
  EVERCHECK_KEY_FILE: '',
  EVERCHECK_TELEGRAM_TOKEN_FILE: '',
  EVERCHECK_SMTP_URL_FILE: '',
  EVERCHECK_NTFY_URL_FILE: '',
  EVERCHECK_ALERT_WEBHOOK_FILE: '',
  EVERCHECK_INSTAGRAPI_URL: '',
  EVERCHECK_ADDRESS_URL: '',
  EVERCHECK_PUBLIC_URL: '',
  HTTPS_PROXY: '',
  https_proxy: '',
  ALL_PROXY: '',
  all_proxy: '',
  EVERCHECK_LOG_LEVEL: 'silent',
  EVERCHECK_PACE_MS: '0',
  EVERCHECK_THROTTLE_WAIT_MS: '4000',
  EVERCHECK_REQUESTS_PER_WINDOW: '5000',
  EVERCHECK_REQUESTS_PER_DAY: '50000',
  EVERCHECK_LOGINS_PER_DAY: '50',
}

async function arrangeTrouble(simulator: SimulatorProcess): Promise<void> {
  const list = { username: ACCOUNT, disguise: 'plain' }
  await simulator.control('sessions/kill', { ...list, afterRows: DEATH_AT, list: 'followers' })
  await simulator.control('sessions/kill', {
    ...list,
    afterRows: CHALLENGE_AT,
    list: 'following',
    standing: 'challenged',
  })
  await simulator.control('faults', {
    latencyMs: LATENCY_MS,
    once: [{ row: '1', afterRows: THROTTLE_AT, list: 'followers' }],
  })
}

/** Removes what practices have left behind that were killed. */
async function removeTheDead(): Promise<void> {
  for (const name of await readdir(tmpdir())) {
    const pid = /^evercheck-practice-(\d+)-\w+$/.exec(name)?.[1]
    if (pid === undefined || lives(Number(pid))) continue
    const folder = join(tmpdir(), name)
    await stopUnusedServer(join(folder, 'data')).catch(() => false)
    await rm(folder, { recursive: true, force: true }).catch(() => undefined)
  }
}

function lives(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    // A process of another user is alive too.
    return error instanceof Error && 'code' in error && error.code === 'EPERM'
  }
}
