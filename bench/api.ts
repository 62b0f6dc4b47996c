import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { MACHINE } from '../src/access/principal.ts'
import { createToken } from '../src/access/token.ts'
import { setPrice } from '../src/balance/price-store.ts'
import { createCustomer } from '../src/customers/customer-store.ts'
import { openDatabase } from '../src/db/database.ts'
import { migrate } from '../src/db/migrate.ts'
import { recordEvent } from '../src/events/event-store.ts'
import { systemClock } from '../src/kernel/clock.ts'
import { newHolder } from '../src/kernel/ids.ts'
import { startPostgres } from '../test/postgres.ts'
import { type ServiceProcess, startService } from '../test/service-process.ts'
import { residentMb, rounded } from './figures.ts'
import { type Line, load, openLine, type Shot } from './http-load.ts'
import type { Workshop } from './workshop.ts'

export type ApiOptions = {
  readonly requests: number
  readonly listeners: number
  /** What one key asks for in a minute, to see that it slows nobody else. */
  readonly flood: number
}

const CONNECTIONS = 16
/** Streams that are opened at the same time. */
const OPENING = 200

/**
 * Requests a second for the state of a check and for orders, beside Fastify's bare "hello"; streams
 * of events, with the memory of many; and one key that asks far too often. The API is a process of
 * its own, `serve --roles api`, on a durable PostgreSQL.
 */
export async function benchApi(workshop: Workshop, options: ApiOptions): Promise<void> {
  const world = await arrange(workshop)
  const { requests } = options
  const bare = await startBare(workshop)
  const hello = await load(() => ({ url: bare }), { count: requests * 4, connections: CONNECTIONS })
  workshop.say(`bare: ${hello.perSecond}/s`)

  const fast = await world.serve({ EVERCHECK_API_PER_MINUTE: '10000000' })
  const url = `${fast.ready.api}/api/v1`
  const order = await load(orderWith(url, world.admin), {
    count: Math.ceil(requests / 4),
    connections: CONNECTIONS,
  })
  const check = await lastCheck(url, world.admin)
  const status = await load(() => withToken(`${url}/checks/${check}`, world.admin), {
    count: requests,
    connections: CONNECTIONS,
  })
  workshop.say(`orders: ${order.perSecond}/s, status: ${status.perSecond}/s`)
  const streams = await listen(workshop, fast, { url, count: options.listeners, ...world })
  await fast.end()

  const slow = await world.serve({})
  const flood = await floodOf(`${slow.ready.api}/api/v1`, check, options.flood, world)
  await slow.end()
  workshop.show({
    requestsPerSecond: status.perSecond,
    p99Ms: status.p99Ms,
    bareRequestsPerSecond: hello.perSecond,
    bareP99Ms: hello.p99Ms,
    ordersPerSecond: order.perSecond,
    orderP99Ms: order.p99Ms,
    ...streams,
    ...flood,
  })
}

type World = {
  readonly admin: string
  readonly customers: readonly string[]
  serve(settings: Readonly<Record<string, string>>): Promise<ServiceProcess>
  happen(): Promise<void>
}

async function arrange({ folder, closers }: Workshop): Promise<World> {
  const server = await startPostgres({ durable: true, below: folder })
  closers.add('PostgreSQL', () => server.close())
  const url = await server.freshDatabase()
  const holder = newHolder()
  const database = await openDatabase({ url, dataFolder: folder, holder, connectionsMax: 2 })
  closers.add('database', () => database.close())
  await migrate(database)
  const admin = await createToken(database, { name: 'bench', scope: { kind: 'admin' } }, MACHINE)
  await setPrice(database, { peopleMax: null, credits: 0 })
  const customers: string[] = []
  for (const name of ['one', 'other']) {
    const given = { name, language: 'en', zone: 'UTC', pays: true } as const
    const { id: customerId } = await createCustomer(database, given)
    const scope = { kind: 'customer', customerId } as const
    customers.push((await createToken(database, { name, scope }, MACHINE)).secret)
  }
  return {
    admin: admin.secret,
    customers,
    async serve(settings) {
      const process = await startService(['serve', '--roles', 'api'], {
        EVERCHECK_DATA: join(folder, 'data'),
        DATABASE_URL: url,
        ...settings,
      })
      closers.add('serve', async () => void (await process.end('SIGKILL')))
      return process
    },
    happen: () => recordEvent(database, { kind: 'account-added', account: 'acc_bench' }),
  }
}

async function startBare({ closers }: Workshop): Promise<string> {
  const program = fileURLToPath(new URL('bare-fastify.ts', import.meta.url))
  const child = spawn(process.execPath, [program], { stdio: ['ignore', 'pipe', 'inherit'] })
  closers.add('bare server', async () => void child.kill())
  const [port] = await once(child.stdout, 'data')
  return `http://127.0.0.1:${String(port).trim()}/`
}

function withToken(url: string, token: string): Shot {
  return { url, headers: { authorization: `Bearer ${token}` } }
}

/** Every order is about another profile. */
function orderWith(url: string, token: string): (number: number) => Shot {
  return (number) => ({
    url: `${url}/checks`,
    method: 'POST',
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
    body: JSON.stringify({ target: `bench.${number}` }),
  })
}

async function lastCheck(url: string, token: string): Promise<string> {
  const answer = await fetch(`${url}/checks?limit=1`, {
    headers: { authorization: `Bearer ${token}` },
  })
  const { items } = (await answer.json()) as { items: readonly { id: string }[] }
  const [check] = items
  if (!check) throw new Error('nothing was ordered')
  return check.id
}

/** Opens streams until there are so many, and lets something happen that all of them hear. */
async function listen(
  workshop: Workshop,
  { child }: ServiceProcess,
  asked: { readonly url: string; readonly admin: string; readonly count: number } & World,
) {
  const { url, admin, count } = asked
  const pid = child.pid ?? 'self'
  const beforeMb = await residentMb(pid)
  const lines: Line[] = []
  const beganMs = systemClock.elapsedMs()
  while (lines.length < count) {
    const more = Math.min(OPENING, count - lines.length)
    const opened = Array.from({ length: more }, () => openLine(`${url}/events`, admin))
    lines.push(...(await Promise.all(opened)))
  }
  const openedMs = systemClock.elapsedMs() - beganMs
  const listenersMb = rounded((await residentMb(pid)) - beforeMb, 1)
  const heard = Promise.all(lines.map((line) => line.heard('account-added')))
  const happenedMs = systemClock.elapsedMs()
  await asked.happen()
  await heard
  const allHeardMs = rounded(systemClock.elapsedMs() - happenedMs, 0)
  workshop.say(`${count} listeners: ${listenersMb} MB, all heard after ${allHeardMs} ms`)
  const ready = lines.map(({ readyMs }) => readyMs).sort((one, other) => one - other)
  for (const line of lines) line.close()
  return {
    listeners: count,
    listenersMb,
    streamsPerSecond: rounded((count / openedMs) * 1000, 0),
    streamP99Ms: rounded(ready[Math.floor(count * 0.99)] ?? 0, 1),
    allHeardMs,
  }
}

/** One customer's key asks as fast as it can; another one asks now and then. */
async function floodOf(url: string, check: string, count: number, { customers }: World) {
  const [loud = '', quiet = ''] = customers
  const polite = () => load(() => withToken(`${url}/checks`, quiet), { count: 100, connections: 1 })
  const alone = await polite()
  const flood = load(() => withToken(`${url}/checks/${check}`, loud), { count, connections: 16 })
  const beside = await polite()
  const { statuses, headers } = await flood
  const refused = statuses.get(429) ?? 0
  if (refused > 0 && headers['retry-after'] === undefined) throw new Error('no Retry-After')
  return {
    floodRefused: refused,
    floodServed: count - refused,
    otherP50Ms: beside.p50Ms,
    otherAloneP50Ms: alone.p50Ms,
    otherRefused: beside.statuses.get(429) ?? 0,
  }
}
