import { get } from 'node:http'
import { join } from 'node:path'
import { sql } from 'kysely'
import { MACHINE } from '../src/access/principal.ts'
import { createToken } from '../src/access/token.ts'
import { openCheck } from '../src/checks/order.ts'
import { type Database, openDatabase } from '../src/db/database.ts'
import { migrate } from '../src/db/migrate.ts'
import { systemClock } from '../src/kernel/clock.ts'
import { newHolder } from '../src/kernel/ids.ts'
import { startPostgres } from '../test/postgres.ts'
import { startService } from '../test/service-process.ts'
import { addPeople } from '../tools/screens/panel-people.ts'
import { residentMb, rounded } from './figures.ts'
import type { Workshop } from './workshop.ts'

/** What a list is given away as. */
export const FORMATS = ['csv', 'ndjson', 'xlsx', 'json'] as const
type Format = (typeof FORMATS)[number]

/** How long the list is, and which formats are measured: all, unless one is named. */
export type ResultsOptions = { readonly rows: number; readonly format?: Format }

/** People of one page of JSON, and how many of those pages are asked for one after the other. */
const PAGE = 500
const PAGES = 200
/** Memory is looked at so often. */
const LOOK_MS = 25
/** After the start of a service, until its memory is that of one that waits. */
const SETTLE_MS = 3000

/**
 * By how much the API's process grows while it gives away a large result: once for the first time,
 * and twice more. Each format has a process of its own, `serve --roles api`.
 */
export async function benchResults(
  workshop: Workshop,
  { rows, format: only }: ResultsOptions,
): Promise<void> {
  const { folder, closers } = workshop
  const server = await startPostgres({ durable: false, below: folder })
  closers.add('PostgreSQL', () => server.close())
  const url = await server.freshDatabase()
  const holder = newHolder()
  const database = await openDatabase({ url, dataFolder: folder, holder, connectionsMax: 2 })
  closers.add('database', () => database.close())
  await migrate(database)
  const { secret } = await createToken(database, { name: 'b', scope: { kind: 'admin' } }, MACHINE)
  workshop.say(`filling a database with ${rows} people`)
  const check = await finishedCheck(database, rows)
  let growthMbMax = 0
  for (const format of only === undefined ? FORMATS : [only]) {
    const service = await startService(['serve', '--roles', 'api'], {
      EVERCHECK_DATA: join(folder, 'data'),
      DATABASE_URL: url,
      EVERCHECK_API_PER_MINUTE: '1000000',
    })
    try {
      const list = `${service.ready.api}/api/v1/checks/${check}/result?list=followers`
      const figures = await take(service.child.pid ?? 0, list, secret, format)
      growthMbMax = Math.max(growthMbMax, figures.growthMb)
      workshop.show({ format, rows, ...figures })
    } finally {
      await service.end()
    }
  }
  workshop.show({ rows, growthMbMax })
}

export async function finishedCheck(
  context: { readonly db: Database },
  rows: number,
): Promise<string> {
  const order = { customerId: 'house', target: 'star.example', patienceMs: 3_600_000 }
  const { id } = await openCheck(context, { ...order, accountId: null, inFront: false })
  for (const [list, count] of [
    ['followers', rows],
    ['following', 10],
  ] as const) {
    await sql`
      insert into check_progress (check_id, list, status, confidence, expected, fetched, pages,
        last_update_at)
      values (${id}, ${list}, 'completed', 'exact', ${count}::integer, ${count}::integer, 1,
        evercheck_now())
    `.execute(context.db)
  }
  await sql`
    update checks set state = 'completed', ending = 'complete', finished_at = evercheck_now(),
      started_at = evercheck_now(), charged = 0, cost_why = 'delivered', target_pk = 77,
      target_name_now = 'star.example'
    where id = ${id}
  `.execute(context.db)
  await addPeople(context, id, { followers: rows, following: 10, mutual: 5 })
  return id
}

export async function take(pid: number, list: string, token: string, format: Format) {
  await systemClock.sleep(SETTLE_MS)
  const beforeMb = await residentMb(pid)
  let mostMb = beforeMb
  const looking = setInterval(async () => {
    mostMb = Math.max(mostMb, await residentMb(pid))
  }, LOOK_MS)
  const beganMs = systemClock.elapsedMs()
  const bytes = await once(list, token, format)
  const tookMs = systemClock.elapsedMs() - beganMs
  const firstMb = mostMb
  await once(list, token, format)
  await once(list, token, format)
  clearInterval(looking)
  return {
    megabytes: rounded(bytes / 1e6, 1),
    tookS: rounded(tookMs / 1000, 1),
    beforeMb: rounded(beforeMb, 1),
    firstGrowthMb: rounded(firstMb - beforeMb, 1),
    growthMb: rounded(mostMb - beforeMb, 1),
  }
}

/** The whole list as a file; of JSON, which comes in pages, a good many of them. */
async function once(list: string, token: string, format: Format): Promise<number> {
  if (format !== 'json') return (await read(`${list}&format=${format}`, token)).bytes
  let bytes = 0
  let after = ''
  for (let page = 0; page < PAGES; page += 1) {
    const answer = await read(`${list}&sort=key&limit=${PAGE}${after}`, token)
    bytes += answer.bytes
    const { next } = JSON.parse(answer.text) as { readonly next: string | null }
    if (next === null) break
    after = `&after=${encodeURIComponent(next)}`
  }
  return bytes
}

/** Reads an answer as fast as it comes; only one that is small is kept. */
function read(
  url: string,
  token: string,
): Promise<{ readonly bytes: number; readonly text: string }> {
  return new Promise((resolve, reject) => {
    const sent = get(url, { headers: { authorization: `Bearer ${token}` } }, (answer) => {
      const parts: Buffer[] = []
      let bytes = 0
      answer.on('data', (part: Buffer) => {
        bytes += part.length
        if (bytes < 1_000_000) parts.push(part)
      })
      answer.on('error', reject)
      answer.on('end', () => {
        if (answer.statusCode !== 200) return reject(new Error(`status ${answer.statusCode}`))
        resolve({ bytes, text: bytes < 1_000_000 ? Buffer.concat(parts).toString() : '' })
      })
    })
    sent.on('error', reject)
  })
}
