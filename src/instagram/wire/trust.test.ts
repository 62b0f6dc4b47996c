import { once } from 'node:events'
import type { AddressInfo } from 'node:net'
import tls from 'node:tls'
import { generate } from 'selfsigned'
import { expect, test } from 'vitest'
import { trustIn } from './trust.ts'

const NAME = 'www.instagram.com'

test('an authority that the environment names is not believed, and the given one is', async () => {
  const [served, other] = [await certificate(), await certificate()]
  const server = tls.createServer(served)
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  const usual = tls.getCACertificates('default')
  // As NODE_EXTRA_CA_CERTS does at the start of a process.
  tls.setDefaultCACertificates([...usual, served.cert])
  try {
    const place = { host: '127.0.0.1', port }
    expect(await believes(port)).toBe(true)
    expect(await believes(port, trustIn(null))).toBe(false)
    expect(await believes(port, trustIn({ ...place, ca: other.cert }))).toBe(false)
    expect(await believes(port, trustIn({ ...place, ca: served.cert }))).toBe(true)
  } finally {
    tls.setDefaultCACertificates(usual)
    server.close()
  }
})

async function believes(port: number, secureContext?: tls.SecureContext): Promise<boolean> {
  const trust = secureContext ? { secureContext } : {}
  const socket = tls.connect({ host: '127.0.0.1', port, servername: NAME, ...trust })
  return await once(socket, 'secureConnect')
    .then(
      () => true,
      () => false,
    )
    .finally(() => socket.destroy())
}

async function certificate(): Promise<{ readonly key: string; readonly cert: string }> {
  const pem = await generate([{ name: 'commonName', value: NAME }], {
    keyType: 'ec',
    extensions: [{ name: 'subjectAltName', altNames: [{ type: 2, value: NAME }] }],
  })
  return { key: pem.private, cert: pem.cert }
}
