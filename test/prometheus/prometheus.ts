import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { writeFile } from 'node:fs/promises'
import { createServer } from 'node:net'
import { join } from 'node:path'
import { systemClock } from '../../src/kernel/clock.ts'

/** A Prometheus of this test's own. */
export type Prometheus = {
  /** Waits until it has looked often enough for everything to be seen. */
  ready(): Promise<void>
  /** The labels of what an expression gives now. Throws for one that it does not understand. */
  query(expression: string): Promise<readonly Readonly<Record<string, string>>[]>
  close(): Promise<void>
}

const WAIT_MS = 250
const TRIES_MAX = 240
/** Rates want two looks, and rules one more. */
const LOOKS_MIN = 5

/** Starts Debian's prometheus over our rules, evaluated every second, beside one health listener. */
export async function startPrometheus(
  folder: string,
  health: string,
  rules: string,
): Promise<Prometheus> {
  const config = join(folder, 'prometheus.yml')
  await writeFile(join(folder, 'rules.yml'), rules.replace('interval: 1m', 'interval: 1s'))
  await writeFile(
    config,
    JSON.stringify({
      global: { scrape_interval: '1s', evaluation_interval: '1s' },
      rule_files: ['rules.yml'],
      scrape_configs: [
        { job_name: 'evercheck', static_configs: [{ targets: [new URL(health).host] }] },
      ],
    }),
  )
  const port = await freePort()
  const args = [
    `--config.file=${config}`,
    `--storage.tsdb.path=${join(folder, 'tsdb')}`,
    `--web.listen-address=127.0.0.1:${port}`,
  ]
  const child = spawn('prometheus', args, { stdio: ['ignore', 'ignore', 'pipe'] })
  let said = ''
  child.stderr.on('data', (chunk) => {
    said = `${said}${chunk}`.slice(-4000)
  })
  const gone = once(child, 'exit')
  const query: Prometheus['query'] = async (expression) => {
    const url = `http://127.0.0.1:${port}/api/v1/query?${new URLSearchParams({ query: expression })}`
    const answer = await fetch(url)
    const body = (await answer.json()) as {
      readonly status: string
      readonly error?: string
      readonly data?: { readonly result: readonly { readonly metric: Record<string, string> }[] }
    }
    if (body.status !== 'success') throw new Error(`${expression}: ${body.error}`)
    return body.data?.result.map(({ metric }) => metric) ?? []
  }
  return {
    query,
    async ready() {
      const looks = `count_over_time(up{job="evercheck"}[5m]) >= ${LOOKS_MIN}`
      for (let tries = 0; tries < TRIES_MAX; tries += 1) {
        if (child.exitCode !== null) throw new Error(`prometheus ended: ${said}`)
        const seen = await query(`${looks} and up == 1`).catch(() => [])
        if (seen.length > 0) return
        await systemClock.sleep(WAIT_MS)
      }
      throw new Error(`prometheus does not see the service: ${said}`)
    },
    async close() {
      child.kill('SIGTERM')
      await gone
    },
  }
}

async function freePort(): Promise<number> {
  const server = createServer()
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  await new Promise((resolve) => server.close(resolve))
  if (address === null || typeof address === 'string') throw new Error('there is no free port')
  return address.port
}
