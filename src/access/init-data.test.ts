import { createHmac, generateKeyPairSync, sign } from 'node:crypto'
import { expect, test } from 'vitest'
import { type InitDataProof, readInitData } from './init-data.ts'

/** An example that is published with its token, from before there were signatures. */
const PUBLISHED = {
  botToken: '5768337691:AAH5YkoiEuPk8-FZa32hStHTqXiLPtAEhx8',
  initData:
    'query_id=AAHdF6IQAAAAAN0XohDhrOrc&user=%7B%22id%22%3A279058397%2C%22first_name%22%3A%22Vladislav%22%2C%22last_name%22%3A%22Kibenko%22%2C%22username%22%3A%22vdkfrost%22%2C%22language_code%22%3A%22ru%22%2C%22is_premium%22%3Atrue%7D&auth_date=1662771648&hash=c501b71e775f74ce10e377dea85a7ea24ecd640b223ea86dfe453e0eaed2e2b2',
  at: new Date(1_662_771_648_000),
}

const { privateKey, publicKey } = generateKeyPairSync('ed25519')
const TELEGRAM = publicKey.export({ format: 'der', type: 'spki' }).subarray(-32).toString('hex')
const BOT = { botToken: '42:planted-Token-AAAAAAAAAAAAAAAA', botId: '42', publicKey: TELEGRAM }
const NOW = new Date('2026-11-25T12:00:00Z')
const FIELDS = {
  auth_date: String(NOW.getTime() / 1000 - 60),
  user: '{"id":77,"first_name":"A & B = \\u00fc","language_code":"en"}',
  query_id: 'AAH',
}

test('what Telegram has published as an example is known', () => {
  const { botToken, initData, at } = PUBLISHED
  const proof = { botToken, botId: '5768337691' }
  expect(readInitData(initData, proof, at)).toEqual({
    kind: 'known',
    userId: '279058397',
    language: 'ru',
  })
  const late = new Date(at.getTime() + 12 * 3_600_000)
  expect(readInitData(initData, proof, late)).toEqual({ kind: 'refused', why: 'over' })
  expect(readInitData(initData, { ...proof, botToken: `${botToken}x` }, at).kind).toBe('refused')
})

const KNOWN = { kind: 'known', userId: '77', language: 'en' }
const BY_SIGNATURE: InitDataProof = { ...BOT, botToken: null }

test.each<[string, string, InitDataProof, unknown]>([
  ['by the token', signed(FIELDS), BOT, KNOWN],
  ['by the signature', signed(FIELDS), BY_SIGNATURE, KNOWN],
  ['for another bot', signed(FIELDS), { ...BY_SIGNATURE, botId: '43' }, 'forged'],
  ['with another key than Telegram has', signed(FIELDS), { botToken: null, botId: '42' }, 'forged'],
  ['with a field changed', signed(FIELDS).replace('AAH', 'AAI'), BOT, 'forged'],
  ['with a field changed', signed(FIELDS).replace('AAH', 'AAI'), BY_SIGNATURE, 'forged'],
  ['with a field added', `${signed(FIELDS)}&admin=1`, BOT, 'forged'],
  ['with a field added', `${signed(FIELDS)}&admin=1`, BY_SIGNATURE, 'forged'],
  ['with a user twice', `${signed(FIELDS)}&user=%7B%22id%22%3A1%7D`, BOT, 'unreadable'],
  ['without a hash', 'auth_date=1&user=%7B%22id%22%3A1%7D', BOT, 'unreadable'],
  ['with half a hash', signed(FIELDS).replace(/hash=..../, 'hash='), BOT, 'forged'],
  ['with no signature', signed(FIELDS).replace(/signature=[^&]*/, 's=1'), BY_SIGNATURE, 'forged'],
  ['empty', '', BOT, 'unreadable'],
  ['endless', 'a='.padEnd(9000, 'a'), BOT, 'unreadable'],
  ['of twelve hours ago', signedAt(-12 * 3600), BOT, 'over'],
  ['of just less', signedAt(-12 * 3600 + 1), BOT, KNOWN],
  ['of a clock a minute ahead', signedAt(60), BOT, KNOWN],
  ['of the future', signedAt(61), BOT, 'over'],
  ['of no time', signed({ ...FIELDS, auth_date: 'x' }), BOT, 'over'],
  ['without a user', signed({ auth_date: FIELDS.auth_date }), BOT, 'unreadable'],
  ['of no number', signed({ ...FIELDS, user: '{"id":"77"}' }), BOT, 'unreadable'],
  ['of a group', signed({ ...FIELDS, user: '{"id":-77}' }), BOT, 'unreadable'],
  ['of no JSON', signed({ ...FIELDS, user: '{' }), BOT, 'unreadable'],
  ['of nothing', signed({ ...FIELDS, user: 'null' }), BOT, 'unreadable'],
])('initData %s', (_what, text, proof, outcome) => {
  const expected = typeof outcome === 'string' ? { kind: 'refused', why: outcome } : outcome
  expect(readInitData(text, proof, NOW)).toEqual(expected)
})

function signedAt(offSeconds: number): string {
  return signed({ ...FIELDS, auth_date: String(NOW.getTime() / 1000 + offSeconds) })
}

/** As Telegram signs it: for everybody, and then for the bot. */
function signed(fields: Record<string, string>): string {
  const text = (of: Record<string, string>) =>
    Object.entries(of)
      .map(([name, value]) => `${name}=${value}`)
      .sort()
      .join('\n')
  const forAll = sign(null, Buffer.from(`42:WebAppData\n${text(fields)}`), privateKey)
  const withSignature = { ...fields, signature: forAll.toString('base64url') }
  const key = createHmac('sha256', 'WebAppData').update(BOT.botToken).digest()
  const hash = createHmac('sha256', key).update(text(withSignature)).digest('hex')
  return new URLSearchParams({ ...withSignature, hash }).toString()
}
