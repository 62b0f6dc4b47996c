import { generateKeyPairSync } from 'node:crypto'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { REPORT_CASES } from '../../tools/screens/report-cases.ts'
import { newKeyLine, parseKeyring } from '../credentials/keyring.ts'
import { receiptKeyOf } from '../credentials/receipt-key.ts'
import { type Issuer, receiptFingerprint, verifyReceipt } from './receipt.ts'
import { whyFilesDiffer } from './verify-files.ts'
import { writeReport } from './write-report.ts'

const READER = { language: 'en', zone: 'UTC', csv: 'comma' } as const
const KEYRING = parseKeyring(newKeyLine())
const ISSUER: Issuer = {
  key: receiptKeyOf(KEYRING),
  effort: { requests: 143, logins: 1, startedAt: new Date('2026-11-25T13:00:00Z') },
  software: { evercheck: '0.1.0', node: 'v26.10.0' },
}

let folder: string
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'evercheck-receipt-'))
})
afterEach(() => rm(folder, { recursive: true, force: true }))

async function issued(issuer: Issuer | null = ISSUER): Promise<string> {
  await writeReport(folder, REPORT_CASES.incomplete(), READER, issuer)
  return readFile(join(folder, 'receipt.json'), 'utf8')
}

function receiptIn(text: string) {
  const found = verifyReceipt(text)
  if (found.kind === 'broken') throw new Error(found.why)
  return found
}

test('a receipt says what was read, how completely and with what effort, and holds', async () => {
  const { receipt, fingerprint } = receiptIn(await issued())
  expect(receipt).toMatchObject({
    check: 'chk_01kaz3v8q2',
    target: { pk: '1757931216', username: 'ada.example' },
    followers: { collected: 299, confidence: 'incomplete', ended: 'limited' },
    // What is not known is not said here either.
    counts: { 'not-following-back': null, following: 1204 },
    ...{ requests: 143, logins: 1 },
    software: { evercheck: '0.1.0', node: 'v26.10.0' },
  })
  expect(fingerprint).toBe(receiptFingerprint(ISSUER.key))
  expect(await whyFilesDiffer(receipt, folder)).toBeNull()
})

test('a receipt is refused whichever byte of it is changed, left out or put in', async () => {
  const bytes = Buffer.from(await issued())
  const isBroken = (changed: Buffer) => verifyReceipt(changed.toString('utf8')).kind === 'broken'
  for (let place = 0; place < bytes.length; place += 1) {
    const changed = Buffer.from(bytes)
    changed[place] = (changed[place] ?? 0) ^ 1
    if (!isBroken(changed)) throw new Error(`byte ${place} can be changed`)
  }
  fc.assert(
    fc.property(fc.nat(bytes.length - 1), fc.nat(255), (place, byte) => {
      expect(isBroken(Buffer.concat([bytes.subarray(0, place), bytes.subarray(place + 1)]))).toBe(
        true,
      )
      const more = [bytes.subarray(0, place), Buffer.from([byte]), bytes.subarray(place)]
      expect(isBroken(Buffer.concat(more))).toBe(true)
    }),
    { numRuns: 50 },
  )
})

test('a list that was changed, taken away or put there is named', async () => {
  const { receipt } = receiptIn(await issued())
  const file = join(folder, 'fans.csv')
  const bytes = await readFile(file)
  for (const place of [0, bytes.length >> 1, bytes.length - 1]) {
    const changed = Buffer.from(bytes)
    changed[place] = (changed[place] ?? 0) ^ 1
    await writeFile(file, changed)
    expect(await whyFilesDiffer(receipt, folder)).toBe('fans.csv was changed')
  }
  await rm(file)
  expect(await whyFilesDiffer(receipt, folder)).toBe('fans.csv is not in the folder')
  await writeFile(file, bytes)
  await writeFile(join(folder, 'not-following-back.csv'), 'pk,username\r\n')
  const foreign = 'the receipt knows nothing of not-following-back.csv'
  expect(await whyFilesDiffer(receipt, folder)).toBe(foreign)
  expect(await whyFilesDiffer(receipt, join(folder, 'none'))).toMatch(/cannot be read$/)
})

test('the lists alone are enough, but what else is there has to be right', async () => {
  const { receipt } = receiptIn(await issued())
  await rm(join(folder, 'report.xlsx'))
  expect(await whyFilesDiffer(receipt, folder)).toBeNull()
  await writeFile(join(folder, 'result.json'), '{}')
  expect(await whyFilesDiffer(receipt, folder)).toBe('result.json was changed')
})

test('a receipt that others signed holds under their own key only', async () => {
  const { privateKey } = generateKeyPairSync('ed25519')
  const { fingerprint } = receiptIn(await issued({ ...ISSUER, key: privateKey }))
  expect(fingerprint).not.toBe(receiptFingerprint(ISSUER.key))
})

test('a report without a key has no receipt, and leaves none of before', async () => {
  await issued()
  const paths = await writeReport(folder, REPORT_CASES.incomplete(), READER, null)
  expect(paths.some((path) => path.endsWith('receipt.json'))).toBe(false)
  await expect(readFile(join(folder, 'receipt.json'))).rejects.toThrow('ENOENT')
})

test('what is no receipt is told to be none, whatever it is', () => {
  for (const text of ['', 'null', '{}', '[]', '{"receipt":"evercheck-1"}']) {
    expect(verifyReceipt(text)).toEqual({ kind: 'broken', why: 'it is not a receipt of Evercheck' })
  }
  fc.assert(fc.property(fc.json(), (text) => verifyReceipt(text).kind === 'broken'))
})

test('the key of receipts follows from the newest key of the ring, and from no other', () => {
  const [one, older] = [newKeyLine(), newKeyLine()]
  const names = [`${one}\n${older}`, one, older].map((text) =>
    receiptFingerprint(receiptKeyOf(parseKeyring(text))),
  )
  expect(names[0]).toBe(names[1])
  expect(names[0]).not.toBe(names[2])
})
