import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { commandHere } from './command-here.ts'
import { Trial } from './trial.ts'

/** Runs `evercheck verify …` as anybody can who has no part in the check. */
async function verify(...args: string[]) {
  const settings = { EVERCHECK_DATA: '/no/such/folder' }
  const { exitCode, json } = await commandHere(settings, 'verify', ...args, '--json')
  // The shape is what the test is about: a wrong path shows as a failed expectation.
  // biome-ignore lint/suspicious/noExplicitAny: see above
  return { exitCode, json: json as any }
}

test('the receipt of a check is verified by anybody, and a changed byte is named', async () => {
  await using trial = await Trial.open()
  const { check, paths } = await trial.checkAndReport()
  const [folder, receipt] = [trial.reportFolder, join(trial.reportFolder, 'receipt.json')]
  expect(paths).toContain(receipt)
  const valid = await verify(receipt, '--lists', folder)
  expect([valid.exitCode, valid.json.status, valid.json.check]).toEqual([0, 'valid', check.id])
  const said = JSON.parse(await readFile(receipt, 'utf8'))
  const { requests, logins } = check
  expect(said).toMatchObject({ requests, logins, followers: { coverage: 1, confidence: 'exact' } })

  expect((await verify(receipt, '--key', valid.json.key)).exitCode).toBe(0)
  const foreign = await verify(receipt, '--key', 'f'.repeat(32))
  expect([foreign.exitCode, foreign.json.code]).toEqual([1, 'RECEIPT_INVALID'])
  expect(foreign.json.why).toMatch(/^It was signed with another key: [0-9a-f]{32}\.$/)

  await flipByte(join(folder, 'mutual.csv'))
  const changed = await verify(receipt, '--lists', folder)
  expect([changed.exitCode, changed.json.why]).toEqual([
    1,
    'The report is not as it was issued: mutual.csv was changed.',
  ])
  expect((await verify(receipt)).exitCode).toBe(0)

  await flipByte(receipt)
  const broken = await verify(receipt)
  expect([broken.exitCode, broken.json.code]).toEqual([1, 'RECEIPT_INVALID'])
  expect((await verify(join(folder, 'none.json'))).exitCode).toBe(1)
})

/** Changes a byte in the middle of a file. */
async function flipByte(file: string): Promise<void> {
  const bytes = await readFile(file)
  const place = bytes.length >> 1
  bytes[place] = (bytes[place] ?? 0) ^ 1
  await writeFile(file, bytes)
}
