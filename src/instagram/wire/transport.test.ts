import { once } from 'node:events'
import http2 from 'node:http2'
import https from 'node:https'
import type { AddressInfo } from 'node:net'
import type { TLSSocket } from 'node:tls'
import zlib from 'node:zlib'
import { generate } from 'selfsigned'
import { afterEach, beforeAll, expect, test } from 'vitest'
import { systemClock } from '../../kernel/clock.ts'
import { Closers } from '../../kernel/closers.ts'
import type { Answer, ClosableTransport, OutgoingRequest } from './transport.ts'
import { http2Transport } from './transport.ts'

type Pem = { readonly key: string; readonly cert: string }
type Handler = (request: http2.Http2ServerRequest, response: http2.Http2ServerResponse) => void

const NEVER = new AbortController().signal
const ASK: OutgoingRequest = {
  method: 'GET',
  url: 'https://www.instagram.com/api/v1/users/7/info/?a=b%20c',
  headers: { 'x-ig-app-id': '936619743392459', cookie: 'sessionid=7%3Asecret' },
}

let ours: Pem
let others: Pem
let elsewhere: Pem
let closers = new Closers()

beforeAll(async () => {
  ours = await certificateFor('www.instagram.com')
  others = await certificateFor('www.instagram.com')
  elsewhere = await certificateFor('evil.test')
})

afterEach(async () => {
  await closers.close()
  closers = new Closers()
})

test('an answer comes over HTTP/2 from where the connection goes, under the real names', async () => {
  const seen: { sni: unknown; authority: unknown; path: unknown; cookie: unknown }[] = []
  const { transport } = await world((request, response) => {
    const sni = (request.socket as TLSSocket & { servername: unknown }).servername
    const { headers } = request
    seen.push({ sni, authority: request.authority, path: headers[':path'], cookie: headers.cookie })
    response.setHeader('set-cookie', ['csrftoken=abc; Path=/', 'rur="A\\0547"; Path=/'])
    response.setHeader('x-ig-set-www-claim', 'hmac.AR1')
    response.writeHead(200).end('{"name":"Zoë 🌿"}')
  })
  const answer = answered(await transport.send(ASK, NEVER))
  expect(answer).toMatchObject({ status: 200, protocol: 'h2', body: '{"name":"Zoë 🌿"}' })
  expect(answer.setCookies).toEqual(['csrftoken=abc; Path=/', 'rur="A\\0547"; Path=/'])
  expect(answer.headers).toMatchObject({ 'x-ig-set-www-claim': 'hmac.AR1' })
  expect(answer.headers).not.toHaveProperty('set-cookie')
  const path = '/api/v1/users/7/info/?a=b%20c'
  const name = 'www.instagram.com'
  expect(seen).toEqual([{ sni: name, authority: name, path, cookie: 'sessionid=7%3Asecret' }])
})

test('one connection carries all requests to a host, and says which answer was its first', async () => {
  const { transport, server } = await world((_, response) => response.end('{}'))
  const firsts: boolean[] = []
  for (let page = 0; page < 3; page += 1) {
    firsts.push(answered(await transport.send(ASK, NEVER)).firstOnConnection)
  }
  const many = await Promise.all(Array.from({ length: 20 }, () => transport.send(ASK, NEVER)))
  expect(firsts).toEqual([true, false, false])
  expect(many.map((answer) => answer.kind)).toEqual(Array(20).fill('answer'))
  expect(server.connectionsCount()).toBe(1)
})

test('a server that knows only HTTP/1.1 is spoken to in HTTP/1.1', async () => {
  const server = https.createServer(ours, (_, response) => {
    response.setHeader('set-cookie', ['mid=1', 'ig_did=2'])
    response.end('{"old":true}')
  })
  const transport = reach(await listen(server), ours)
  const answer = answered(await transport.send(ASK, NEVER))
  expect(answer).toMatchObject({ protocol: 'http/1.1', body: '{"old":true}' })
  expect(answer.setCookies).toEqual(['mid=1', 'ig_did=2'])
})

test('no redirect is followed', async () => {
  const { transport, server } = await world((_, response) => {
    response.writeHead(302, { location: 'https://evil.test/accounts/login/?next=/' }).end()
  })
  const answer = answered(await transport.send(ASK, NEVER))
  expect(answer).toMatchObject({
    status: 302,
    location: 'https://evil.test/accounts/login/?next=/',
  })
  expect(server.requestsCount()).toBe(1)
})

test('no cookie is kept between requests', async () => {
  const cookies: unknown[] = []
  const { transport } = await world((request, response) => {
    cookies.push(request.headers.cookie)
    response.setHeader('set-cookie', 'sessionid=planted; Path=/; Domain=.instagram.com')
    response.end()
  })
  await transport.send(ASK, NEVER)
  await transport.send({ ...ASK, headers: {} }, NEVER)
  expect(cookies).toEqual(['sessionid=7%3Asecret', undefined])
})

test('a certificate that nobody vouches for, or for another name, ends the talk before it begins', async () => {
  let asked = 0
  for (const [served, trusted] of [
    [ours, others],
    [elsewhere, elsewhere],
  ] as const) {
    const server = http2.createSecureServer(served, () => {
      asked += 1
    })
    const transport = reach(await listen(server), trusted)
    expect(await transport.send(ASK, NEVER)).toMatchObject({ kind: 'no-answer', reason: 'tls' })
  }
  expect(asked).toBe(0)
})

test('a port where nobody listens is a refusal', async () => {
  const server = http2.createSecureServer(ours)
  const port = await listen(server)
  await new Promise((resolve) => server.close(resolve))
  const answer = await reach(port, ours).send(ASK, NEVER)
  expect(answer).toMatchObject({ kind: 'no-answer', reason: 'refused' })
})

test('a connection reset before the answer is a value, and the next request connects anew', async () => {
  let resets = 1
  const { transport, server } = await world((request, response) => {
    if (resets > 0) {
      resets -= 1
      request.stream.session?.destroy()
    } else {
      response.end('{}')
    }
  })
  expect(await transport.send(ASK, NEVER)).toMatchObject({ kind: 'no-answer', reason: 'reset' })
  expect(answered(await transport.send(ASK, NEVER)).firstOnConnection).toBe(true)
  expect(server.connectionsCount()).toBe(2)
})

test('a body that ends before its announced length is truncated', async () => {
  const { transport } = await world((request, response) => {
    response.writeHead(200, { 'content-length': '100' })
    response.write('{"users":[')
    request.stream.close(http2.constants.NGHTTP2_INTERNAL_ERROR)
  })
  const answer = await transport.send(ASK, NEVER)
  expect(answer).toMatchObject({ kind: 'no-answer', reason: 'truncated' })
})

test('a body cut off by a closing connection is truncated, over HTTP/1.1 too', async () => {
  const server = https.createServer(ours, (request, response) => {
    response.writeHead(200)
    response.write('{"users":[', () => request.socket.destroy())
  })
  const answer = await reach(await listen(server), ours).send(ASK, NEVER)
  expect(answer).toMatchObject({ kind: 'no-answer', reason: 'truncated' })
})

test('a body that never ends is given up, and the silent connection with it', async () => {
  let stalls = 1
  const { transport, server } = await world(
    (_, response) => {
      response.writeHead(200)
      if (stalls > 0) {
        stalls -= 1
        response.write('{"users":[')
      } else {
        response.end('{}')
      }
    },
    { timeoutMs: 2_000 },
  )
  expect(await transport.send(ASK, NEVER)).toMatchObject({ kind: 'no-answer', reason: 'timeout' })
  expect(answered(await transport.send(ASK, NEVER)).firstOnConnection).toBe(true)
  expect(server.connectionsCount()).toBe(2)
})

test('a server that says goodbye between two requests is connected to anew', async () => {
  const { transport, server } = await world((_, response) => response.end('{}'))
  await transport.send(ASK, NEVER)
  await server.sayGoodbye()
  expect(answered(await transport.send(ASK, NEVER)).firstOnConnection).toBe(true)
  expect(server.connectionsCount()).toBe(2)
})

test('a request under way when the server says goodbye is still answered', async () => {
  const { transport, server } = await world((request, response) => {
    request.stream.session?.goaway(http2.constants.NGHTTP2_NO_ERROR, request.stream.id ?? 0)
    response.end('{"last":true}')
  })
  expect(answered(await transport.send(ASK, NEVER)).body).toBe('{"last":true}')
  expect(answered(await transport.send(ASK, NEVER)).body).toBe('{"last":true}')
  expect(server.connectionsCount()).toBe(2)
})

test('a server that was restarted is found again', async () => {
  const first = serverOf((_, response) => response.end('{"run":1}'))
  const port = await listen(first.server)
  const transport = reach(port, ours)
  expect(answered(await transport.send(ASK, NEVER)).body).toBe('{"run":1}')
  await first.stop()
  expect(await transport.send(ASK, NEVER)).toMatchObject({ kind: 'no-answer' })
  await listen(serverOf((_, response) => response.end('{"run":2}')).server, port)
  expect(answered(await transport.send(ASK, NEVER)).body).toBe('{"run":2}')
})

test('every encoding that is asked for is decoded', async () => {
  const encoders: Record<string, (text: string) => Buffer> = {
    gzip: zlib.gzipSync,
    br: zlib.brotliCompressSync,
    deflate: zlib.deflateSync,
    'deflate, gzip': (text) => zlib.gzipSync(zlib.deflateRawSync(text)),
    zstd: zlib.zstdCompressSync,
    identity: Buffer.from,
  }
  const { transport } = await world((request, response) => {
    const encoding = String(request.headers['x-encoding'])
    const body = encoders[encoding]?.(`{"by":"${encoding}"}`) ?? Buffer.alloc(0)
    response.writeHead(200, { 'content-encoding': encoding }).end(body)
  })
  for (const encoding of Object.keys(encoders)) {
    const answer = await transport.send({ ...ASK, headers: { 'x-encoding': encoding } }, NEVER)
    expect(answered(answer).body).toBe(`{"by":"${encoding}"}`)
  }
})

test('a compressed body that is cut short is truncated', async () => {
  const { transport } = await world((_, response) => {
    const whole = zlib.gzipSync('{"users":[1,2,3]}')
    response.writeHead(200, { 'content-encoding': 'gzip' }).end(whole.subarray(0, -9))
  })
  const answer = await transport.send(ASK, NEVER)
  expect(answer).toMatchObject({ kind: 'no-answer', reason: 'truncated' })
})

test('a body longer than allowed is not taken in, plain or hidden in few bytes', async () => {
  const bodyBytesMax = 10_000
  const { transport } = await world(
    (request, response) => {
      const long = ' '.repeat(bodyBytesMax + 1)
      if (request.headers['x-packed']) {
        response.writeHead(200, { 'content-encoding': 'br' }).end(zlib.brotliCompressSync(long))
      } else {
        response.end(request.headers['x-short'] ? '{}' : long)
      }
    },
    { bodyBytesMax },
  )
  for (const headers of [{}, { 'x-packed': 'yes' }]) {
    const answer = await transport.send({ ...ASK, headers }, NEVER)
    expect(answer).toMatchObject({ kind: 'no-answer', reason: 'too-large' })
  }
  const short = await transport.send({ ...ASK, headers: { 'x-short': 'yes' } }, NEVER)
  expect(answered(short)).toMatchObject({ body: '{}', firstOnConnection: false })
})

test('an abort rejects with its own reason and leaves the connection to others', async () => {
  const controller = new AbortController()
  const reason = new Error('the check was cancelled')
  const { transport, server } = await world((request, response) => {
    if (request.headers['x-slow']) controller.abort(reason)
    else response.end('{}')
  })
  await transport.send(ASK, NEVER)
  const slow = transport.send({ ...ASK, headers: { 'x-slow': 'yes' } }, controller.signal)
  await expect(slow).rejects.toBe(reason)
  await expect(transport.send(ASK, controller.signal)).rejects.toBe(reason)
  expect(answered(await transport.send(ASK, NEVER)).firstOnConnection).toBe(false)
  expect(server.connectionsCount()).toBe(1)
})

test('a header that would smuggle in another one is never sent', async () => {
  const { transport, server } = await world((_, response) => response.end())
  const headers = { cookie: 'a=b\r\nx-evil: 1' }
  await expect(transport.send({ ...ASK, headers }, NEVER)).rejects.toThrow(/invalid cookie header/)
  expect(server.requestsCount()).toBe(0)
})

test('closing ends what is under way, and nothing is sent afterwards', async () => {
  const arrived = Promise.withResolvers<void>()
  const { transport } = await world(() => arrived.resolve())
  const pending = transport.send(ASK, NEVER)
  await arrived.promise
  await transport.close()
  expect(await pending).toMatchObject({ kind: 'no-answer', reason: 'closed' })
  await expect(transport.send(ASK, NEVER)).rejects.toThrow(/closed transport/)
})

test('only Instagram is ever asked, and only over https', async () => {
  const { transport, server } = await world((_, response) => response.end())
  for (const url of [
    'http://www.instagram.com/',
    'https://instagram.com.evil.test/',
    'https://evil.test/www.instagram.com',
    'https://www.instagram.com:8443/',
    'https://www.instagram.com@evil.test/',
    'https://user:word@www.instagram.com/',
    'https://graph.instagram.com/',
  ]) {
    await expect(transport.send({ ...ASK, url }, NEVER)).rejects.toThrow(/assert|only|belong/i)
  }
  expect(server.connectionsCount()).toBe(0)
})

type Limits = { readonly timeoutMs?: number; readonly bodyBytesMax?: number }

async function world(handler: Handler, limits: Limits = {}) {
  const server = serverOf(handler)
  const port = await listen(server.server)
  return { transport: reach(port, ours, limits), server }
}

function serverOf(handler: Handler) {
  const sessions = new Set<http2.ServerHttp2Session>()
  let connections = 0
  let requests = 0
  const server = http2.createSecureServer(ours, (request, response) => {
    requests += 1
    handler(request, response)
  })
  server.on('session', (session) => {
    connections += 1
    sessions.add(session)
    session.on('close', () => sessions.delete(session)).on('error', () => {})
  })
  const stop = async (): Promise<void> => {
    for (const session of sessions) session.destroy()
    await new Promise((resolve) => server.close(resolve))
  }
  return {
    server,
    stop,
    connectionsCount: () => connections,
    requestsCount: () => requests,
    async sayGoodbye() {
      const all = [...sessions].map((session) => {
        session.close()
        return session.destroyed ? undefined : once(session, 'close')
      })
      await Promise.all(all)
    },
  }
}

async function listen(server: http2.Http2SecureServer | https.Server, port = 0): Promise<number> {
  server.on('tlsClientError', () => {})
  const sockets = new Set<TLSSocket>()
  server.on('secureConnection', (socket: TLSSocket) => {
    sockets.add(socket)
    socket.on('close', () => sockets.delete(socket)).on('error', () => {})
  })
  server.listen(port, '127.0.0.1')
  await once(server, 'listening')
  closers.add('server', async () => {
    for (const socket of sockets) socket.destroy()
    if (server.listening) await new Promise((resolve) => server.close(resolve))
  })
  return (server.address() as AddressInfo).port
}

function reach(port: number, trusted: Pem, limits: Limits = {}): ClosableTransport {
  const transport = http2Transport({
    connect: { host: '127.0.0.1', port, ca: trusted.cert },
    clock: systemClock,
    timeoutMs: 10_000,
    bodyBytesMax: 1_000_000,
    ...limits,
  })
  closers.add('transport', () => transport.close())
  return transport
}

function answered(answer: Answer): Extract<Answer, { kind: 'answer' }> {
  if (answer.kind === 'answer') return answer
  throw new Error(`no answer: ${answer.reason}: ${answer.detail}`)
}

async function certificateFor(name: string): Promise<Pem> {
  const pem = await generate([{ name: 'commonName', value: name }], {
    keyType: 'ec',
    algorithm: 'sha256',
    extensions: [
      { name: 'basicConstraints', cA: true },
      { name: 'subjectAltName', altNames: [{ type: 2, value: name }] },
    ],
  })
  return { key: pem.private, cert: pem.cert }
}
