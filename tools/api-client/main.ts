import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync } from 'node:fs'
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { KEEPER, openEvercheck } from '../../bench/evercheck.ts'
import { importKeeper, keeperCookies } from '../../bench/session.ts'
import { startSimulator } from '../../bench/simulator.ts'
import { openWorkshop } from '../../bench/workshop.ts'
import { MACHINE } from '../../src/access/principal.ts'
import { createToken } from '../../src/access/token.ts'
import { Closers } from '../../src/kernel/closers.ts'
import { startPostgres } from '../../test/postgres.ts'
import { startService } from '../../test/service-process.ts'

// Looks at the API from outside: the linter of OpenAPI's people, and a client that a generator has
// made of the description, which orders a check on a real service and reads its result. Their
// packages are a project of their own: they want another TypeScript than we do.

const HERE = fileURLToPath(new URL('.', import.meta.url))
const CLIENT = join(HERE, 'client')
const TARGET = { username: 'client.example', followers: 60, following: 40, mutual: 20 }

const closers = new Closers()
try {
  if (!existsSync(join(HERE, 'node_modules'))) {
    await run('npm', ['ci', '--ignore-scripts', '--no-audit', '--no-fund'])
  }
  const { api, token } = await startWorld()
  const answer = await fetch(`${api}/api/v1/openapi.json`)
  const file = join(CLIENT, 'openapi.json')
  await writeFile(file, JSON.stringify(await answer.json(), null, 2))
  await run(bin('redocly'), ['lint', file, '--config', join(HERE, 'redocly.yaml')])
  await run(bin('openapi-typescript'), [file, '--output', join(CLIENT, 'schema.d.ts')])
  await run(bin('tsc'), ['--project', CLIENT])
  await run(process.execPath, [join(CLIENT, 'order-and-read.ts')], {
    API: api,
    TOKEN: token,
    TARGET: TARGET.username,
  })
  process.stdout.write('The description is sound, and the generated client has read a result.\n')
} finally {
  await closers.close()
}

async function startWorld(): Promise<{ readonly api: string; readonly token: string }> {
  const { env: environment, stderr } = process
  const workshop = await openWorkshop({ closers, environment, stderr, show: () => undefined })
  const simulator = await startSimulator(workshop, { accounts: [KEEPER], targets: [TARGET] })
  const postgres = await startPostgres({ durable: false, below: workshop.folder })
  closers.add('PostgreSQL', () => postgres.close())
  const place = {
    environment,
    dataFolder: join(workshop.folder, 'data'),
    databaseUrl: await postgres.freshDatabase(),
    connect: simulator.address,
    caFile: simulator.ready.ca,
  }
  const app = await openEvercheck(place, () => undefined)
  await importKeeper(app, await keeperCookies(simulator))
  const made = { name: 'client', scope: { kind: 'admin' } } as const
  const { secret: token } = await createToken(app, made, MACHINE)
  await app.close()
  const service = await startService(['serve', '--roles', 'work,api'], {
    EVERCHECK_DATA: place.dataFolder,
    EVERCHECK_INSTAGRAM_CONNECT: place.connect,
    EVERCHECK_INSTAGRAM_CA: place.caFile,
    EVERCHECK_PACE_MS: '0',
    DATABASE_URL: place.databaseUrl,
  })
  closers.add('service', async () => void (await service.end()))
  return { api: service.ready.api ?? '', token }
}

function bin(name: string): string {
  return join(HERE, 'node_modules/.bin', name)
}

async function run(
  command: string,
  args: readonly string[],
  environment: Readonly<Record<string, string>> = {},
): Promise<void> {
  const child = spawn(command, args, {
    cwd: HERE,
    env: { ...process.env, REDOCLY_TELEMETRY: 'off', ...environment },
    stdio: ['ignore', 'inherit', 'inherit'],
  })
  const [exitCode] = await once(child, 'exit')
  if (exitCode !== 0) throw new Error(`${command} ended with ${exitCode}`)
}
