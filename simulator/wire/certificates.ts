import { generate } from 'selfsigned'
import type { Clock } from '../../src/kernel/clock.ts'

/** A throw-away authority and what it signed for Instagram's names; all in PEM. */
export type Certificates = {
  readonly ca: string
  /** The leaf followed by the authority. */
  readonly chain: string
  readonly key: string
}

const DAY_MS = 24 * 60 * 60_000
const NAMES = [
  'www.instagram.com',
  'i.instagram.com',
  'instagram.com',
  '*.instagram.com',
  'static.cdninstagram.com',
  '*.cdninstagram.com',
  'localhost',
] as const

let last: { readonly madeAtMs: number; readonly certificates: Promise<Certificates> } | null = null

/**
 * A root authority and a leaf certificate, both ECDSA on P-256. Nothing touches the disk. The
 * simulators of a process share them while their days are the same.
 */
export function makeCertificates(clock: Clock): Promise<Certificates> {
  const nowMs = clock.now().getTime()
  if (last === null || Math.abs(nowMs - last.madeAtMs) > DAY_MS / 2) {
    last = { madeAtMs: nowMs, certificates: makeAt(nowMs) }
  }
  return last.certificates
}

async function makeAt(nowMs: number): Promise<Certificates> {
  const validity = {
    keyType: 'ec',
    curve: 'P-256',
    algorithm: 'sha256',
    notBeforeDate: new Date(nowMs - DAY_MS),
    notAfterDate: new Date(nowMs + 30 * DAY_MS),
  } as const
  const root = await generate([{ name: 'commonName', value: 'Evercheck simulator CA' }], {
    ...validity,
    extensions: [
      { name: 'basicConstraints', cA: true, critical: true },
      { name: 'keyUsage', keyCertSign: true, cRLSign: true, critical: true },
    ],
  })
  const leaf = await generate([{ name: 'commonName', value: 'www.instagram.com' }], {
    ...validity,
    ca: { key: root.private, cert: root.cert },
    extensions: [
      { name: 'basicConstraints', cA: false, critical: true },
      { name: 'keyUsage', digitalSignature: true, critical: true },
      { name: 'extKeyUsage', serverAuth: true },
      {
        name: 'subjectAltName',
        altNames: [
          ...NAMES.map((value) => ({ type: 2 as const, value })),
          { type: 7, ip: '127.0.0.1' },
          { type: 7, ip: '::1' },
        ],
      },
    ],
  })
  return { ca: root.cert, chain: `${leaf.cert.trim()}\n${root.cert}`, key: leaf.private }
}
