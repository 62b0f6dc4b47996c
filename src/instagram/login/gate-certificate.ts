import { createHash, generateKeyPairSync, randomBytes, sign } from 'node:crypto'

/** A certificate for one life of one gate, in PEM, and the pin by which one browser knows it. */
export type GateCertificate = {
  readonly cert: string
  readonly key: string
  /** SHA-256 of its public key in base64, as Chromium wants it. */
  readonly pin: string
}

/**
 * Makes a certificate that says nothing but its key: who trusts the pin asks for no name and no
 * date. Written out by hand, because to load a library for it takes longer than a browser to start.
 */
export function makeGateCertificate(): GateCertificate {
  const { publicKey, privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' })
  const spki = publicKey.export({ type: 'spki', format: 'der' })
  const name = sequence(set(sequence(COMMON_NAME, der(0x0c, Buffer.from('evercheck gate')))))
  const signed = sequence(
    der(0xa0, der(0x02, Buffer.of(2))),
    der(0x02, Buffer.concat([Buffer.of(1), randomBytes(8)])),
    ECDSA_SHA256,
    name,
    sequence(time('20200101000000Z'), time('20991231235959Z')),
    name,
    spki,
  )
  const signature = Buffer.concat([Buffer.of(0), sign('sha256', signed, privateKey)])
  const whole = sequence(signed, ECDSA_SHA256, der(0x03, signature))
  const lines = whole.toString('base64').match(/.{1,64}/g) ?? []
  return {
    cert: ['-----BEGIN CERTIFICATE-----', ...lines, '-----END CERTIFICATE-----', ''].join('\n'),
    key: privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
    pin: createHash('sha256').update(spki).digest('base64'),
  }
}

function der(tag: number, content: Buffer): Buffer {
  const { length } = content
  const size =
    length < 128 ? [length] : length < 256 ? [0x81, length] : [0x82, length >> 8, length & 255]
  return Buffer.concat([Buffer.of(tag, ...size), content])
}

function sequence(...parts: readonly Buffer[]): Buffer {
  return der(0x30, Buffer.concat(parts))
}

function set(part: Buffer): Buffer {
  return der(0x31, part)
}

function time(text: string): Buffer {
  return der(0x18, Buffer.from(text))
}

/** 2.5.4.3 */
const COMMON_NAME = Buffer.from('0603550403', 'hex')
/** 1.2.840.10045.4.3.2 */
const ECDSA_SHA256 = Buffer.from('300a06082a8648ce3d040302', 'hex')
