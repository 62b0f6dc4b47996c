import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { TestProject } from 'vitest/node'
import { Closers } from '../src/kernel/closers.ts'
import { removeFoldersOfTheDead } from './quick-folder.ts'
import { makeClocks, makeServer } from './turned-databases.ts'

declare module 'vitest' {
  interface ProvidedContext {
    /** Where `test/databases.ts` asks for what all test files share. */
    sharedDatabases: string
  }
}

/**
 * One PostgreSQL server for all test files. It is made when the first test asks for it: most runs
 * of single files never do.
 */
export async function setup(project: TestProject): Promise<() => Promise<void>> {
  await removeFoldersOfTheDead()
  const closers = new Closers()
  const shared: Record<string, Promise<string> | undefined> = {}
  const shareOf = (name: string): Promise<string> | undefined => {
    const make = makers[name]
    if (make) shared[name] ??= make()
    return shared[name]
  }
  const makers: Record<string, () => Promise<string>> = {
    '/postgres': async () => makeServer(closers, (await shareOf('/clocks')) ?? ''),
    '/clocks': () => makeClocks(closers),
  }
  const server = createServer((request, response) => {
    const made = shareOf(request.url ?? '')
    if (!made) return response.writeHead(404).end()
    return made.then(
      (where) => response.end(where),
      (error: unknown) => response.writeHead(500).end(String(error)),
    )
  })
  closers.add('starter', () => closed(server))
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  // A server that listens always has an address with a port.
  const { port } = server.address() as AddressInfo
  project.provide('sharedDatabases', `http://127.0.0.1:${port}`)
  return async () => {
    await Promise.allSettled(Object.values(shared))
    await closers.close()
  }
}

function closed(server: Server): Promise<void> {
  server.closeAllConnections()
  return new Promise((resolve) => server.close(() => resolve()))
}
