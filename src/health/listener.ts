import { createServer, type Server } from 'node:http'
import { isListenTaken, ListenFailedError } from './listen-failed.ts'

/** What one path of the health listener answers. */
export type HealthAnswer = {
  readonly status: number
  readonly type: string
  readonly body: string
}

/** The paths of the health listener, each asked anew for every request. */
export type HealthRoutes = Readonly<Record<string, () => Promise<HealthAnswer> | HealthAnswer>>

/** A server that tells how this process is. */
export type HealthListener = {
  readonly port: number
  close(): Promise<void>
}

const HEADERS_MS_MAX = 5000

/**
 * Listens for those who look after this process: probes and Prometheus. It shows nothing of a
 * customer, but it is not for the public either.
 * @throws ListenFailedError LISTEN_FAILED
 */
export async function startHealth(
  at: { readonly setting: string; readonly host: string; readonly port: number },
  routes: HealthRoutes,
): Promise<HealthListener> {
  const server = createServer({ headersTimeout: HEADERS_MS_MAX }, (request, response) => {
    const path = new URL(request.url ?? '/', 'http://health').pathname
    const route = Object.hasOwn(routes, path) ? routes[path] : undefined
    const isRead = request.method === 'GET' || request.method === 'HEAD'
    const answering = isRead && route ? route() : { status: 404, type: TEXT, body: 'not found\n' }
    void Promise.resolve(answering)
      // What a finding says may hold names; whoever asks here needs to know only that it failed.
      .catch(() => ({ status: 503, type: TEXT, body: 'failed\n' }))
      .then(({ status, type, body }) => {
        response.writeHead(status, { 'content-type': type, 'cache-control': 'no-store' })
        response.end(request.method === 'HEAD' ? undefined : body)
      })
  })
  await listening(server, at)
  const address = server.address()
  return {
    port: typeof address === 'object' && address !== null ? address.port : at.port,
    async close() {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}

/** How plain text is called on the wire. */
export const TEXT = 'text/plain; charset=utf-8'

async function listening(
  server: Server,
  at: { readonly setting: string; readonly host: string; readonly port: number },
): Promise<void> {
  try {
    await new Promise<void>((resolve, reject) => {
      server.once('error', reject)
      server.listen(at.port, at.host, resolve)
    })
  } catch (error) {
    throw new ListenFailedError(at, error)
  }
}

/**
 * As `startHealth`, but where the port is taken on any other: of several processes on a machine only
 * one has the port that is set.
 */
export async function startHealthAnywhere(
  at: { readonly setting: string; readonly host: string; readonly port: number },
  routes: HealthRoutes,
): Promise<HealthListener> {
  try {
    return await startHealth(at, routes)
  } catch (error) {
    if (!isListenTaken(error)) throw error
    return startHealth({ ...at, port: 0 }, routes)
  }
}
