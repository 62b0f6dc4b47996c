import { createHash, X509Certificate } from 'node:crypto'
import { isIPv6 } from 'node:net'
import type { Connect } from '../wire/connect.ts'

/**
 * The switches that lead Chromium to `connect` instead of Instagram. Every host of Instagram goes
 * there; every other name is unknown, so that nothing leaves. Certificates are still checked: only
 * a chain that contains a key of `connect.ca` is trusted in addition, so the server must send its
 * chain with the authority in it.
 */
export function connectSwitches(connect: Connect | null): readonly string[] {
  if (connect === null) return []
  const there = `${isIPv6(connect.host) ? `[${connect.host}]` : connect.host}:${connect.port}`
  const rules = [...HOSTS.map((host) => `MAP ${host}:443 ${there}`), 'MAP * ~NOTFOUND']
  return [
    `--host-resolver-rules=${rules.join(', ')}`,
    `--ignore-certificate-errors-spki-list=${keyPins(connect.ca).join(',')}`,
  ]
}

/** Instagram's own hosts and those its pictures come from. */
const HOSTS = ['instagram.com', '*.instagram.com', 'cdninstagram.com', '*.cdninstagram.com']

/** SHA-256 of the public key of each certificate in `pem`, in base64, as Chromium wants it. */
function keyPins(pem: string): readonly string[] {
  const certificates = pem.match(/-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----/g) ?? []
  return certificates.map((text) => {
    const key = new X509Certificate(text).publicKey.export({ type: 'spki', format: 'der' })
    return createHash('sha256').update(key).digest('base64')
  })
}
