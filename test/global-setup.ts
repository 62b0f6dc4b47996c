import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { TestProject } from 'vitest/node'
import { Closers } from '../src/kernel/closers.ts'
import { removeFoldersOfTheDead } from './quick-folder.ts'
import { makeClocks, makeServer, TurnedDatabases } from './turned-databases.ts'

declare module 'vitest' {
  interface ProvidedContext {
    /** Where `test/databases.ts` asks for what all test files share. */
    sharedDatabases: string
  }
}

/**
 * One PostgreSQL server for all test files, and what makes databases there. It is started when the
 * first test asks for one: most runs of single files never do.
 */
export async function setup(project: TestProject): Promise<() => Promise<void>> {
  await removeFoldersOfTheDead()
  const closers = new Closers()
  let shared: Promise<TurnedDatabases> | null = null
  const answer = async (path: string): Promise<string> => {
    shared ??= startShared(closers)
    const databases = await shared
    if (path === '/make') return JSON.stringify(await databases.make())
    await databases.drop(path.replace('/drop/', ''))
    return ''
  }
  const server = createServer((request, response) => {
    answer(request.url ?? '').then(
      (said) => response.end(said),
      (error: unknown) => response.writeHead(500).end(String(error)),
    )
  })
  closers.add('starter', () => closed(server))
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  // A server that listens always has an address with a port.
  const { port } = server.address() as AddressInfo
  project.provide('sharedDatabases', `http://127.0.0.1:${port}`)
  return async () => {
    await shared?.catch(() => undefined)
    await closers.close()
  }
}

async function startShared(closers: Closers): Promise<TurnedDatabases> {
  const clocks = await makeClocks(closers)
  const databases = new TurnedDatabases(await makeServer(closers, clocks), clocks)
  closers.add('connections', () => databases.close())
  return databases
}

function closed(server: Server): Promise<void> {
  server.closeAllConnections()
  return new Promise((resolve) => server.close(() => resolve()))
}
