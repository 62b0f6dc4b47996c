import { expect, test } from 'vitest'
import type { Standing } from '../accounts/standing.ts'
import type { RuleName } from '../alerts/rule.ts'
import { ALERT_WORDS, todoWords } from './alerts.ts'
import type { Meaning } from './finding-meaning.ts'
import { FINDING_WORDS, findingWords } from './findings.ts'
import { LANGUAGES } from './language.ts'
import { remedy } from './remedy.ts'

const STANDINGS: readonly Standing[] = [
  ...(['active', 'paused', 'wrong-password', 'code-needed'] as const),
  ...(['challenged', 'blocked', 'suspended', 'failing'] as const),
]

/** One of each, with figures that a reader would know again. */
const CASES: { readonly [C in Meaning['code']]: Omit<Extract<Meaning, { code: C }>, 'code'> } = {
  failed: { error: 'VAULT_REFUSED', said: 'The Vault holds no token.' },
  note: { note: { code: 'setting-unknown', setting: 'EVERCHECK_X', nearest: 'EVERCHECK_DATA' } },
  'settings-fine': {},
  'data-folder': { folder: '/data' },
  'disk-low': { megabytes: 40, folder: '/data' },
  'disk-fine': { megabytes: 4000 },
  'disk-open': { megabytes: 4000, folder: '/data' },
  'database-answers': {},
  'database-yours': {},
  'database-embedded': { folder: '/data/postgres', socketFolder: '/s', address: 'postgres://x' },
  durability: { settings: ['fsync = off'] },
  pooler: {},
  'clock-agrees': {},
  'clock-differs': { seconds: 9 },
  'clock-close': { seconds: -1 },
  'clock-off': { seconds: 150, isRefused: true },
  'key-none': {},
  'key-opens': { count: 5, place: { kind: 'file', file: '/keys' }, receipts: 'abc' },
  'key-missing': { key: 'k1', username: 'keeper', place: { kind: 'file', file: '/keys' } },
  'key-changed': { key: 'k1', username: 'keeper' },
  'accounts-none': {},
  'accounts-active': { count: 31 },
  'account-active': { username: 'keeper' },
  'account-stopped': {
    username: 'keeper',
    standing: 'challenged',
    why: '{"kind":"human-wanted","detail":"Instagram asks who is there"}',
  },
  proxy: { username: 'keeper', proxy: 'http://proxy.example:3128' },
  'browser-none': {},
  'browser-missing': { path: '/no/browser' },
  'browser-found': { executable: '/usr/bin/chromium' },
  'browser-starts': { executable: '/usr/bin/chromium', version: '140' },
  'browser-open': { executable: '/usr/bin/chromium', version: '140' },
  'browser-fails': {
    executable: '/usr/bin/chromium',
    failure: 'NO_SANDBOX',
    said: 'this system offers Chromium no sandbox',
  },
  'instagram-reached': {
    at: 'www.instagram.com',
    isElsewhere: true,
    note: { code: 'way-proxy', variable: 'HTTPS_PROXY', proxy: 'proxy.example:3128' },
  },
  'instagram-away': { at: 'www.instagram.com:443', isTls: false, detail: 'ECONNREFUSED' },
  'telegram-no-token': {},
  'telegram-answers': { bot: 'our_bot' },
  'telegram-nobody': {},
  'telegram-deaf': { operator: '1002', bot: 'our_bot', why: { kind: 'late' } },
  'telegram-refused': { api: 'https://api', why: { kind: 'answers', status: 401, said: 'No' } },
  'telegram-away': { api: 'https://api', why: { kind: 'no-bot-api', status: 200 } },
  'mail-no-server': {},
  'mail-answers': {},
  'mail-nobody': {},
  'mail-away': {
    why: { kind: 'system', code: 'ECONNREFUSED', says: 'nothing answers there' },
  },
  'backup-broken': { file: '/b.zip' },
  'backup-none': { folder: '/backups', make: 'evercheck backup /b.zip' },
  'backup-old': { file: '/b.zip', at: '2026-11-01', make: 'evercheck backup /b.zip' },
  'backup-whole': { file: '/b.zip', at: '2026-11-01' },
  'accounts-ready': { count: 3 },
  'accounts-lacking': { lacking: [{ username: 'keeper', lacks: ['password', 'totp', 'proof'] }] },
  'alert-arrived': { at: '2026-11-01' },
  'alert-none': {},
  'schema-same': {},
  'schema-newer': { migrations: ['0999_x.sql'] },
  'schema-behind': { count: 2, taking: [] },
  'versions-same': {},
  'versions-other': { processes: ['host (1, 0.9)'], stop: true },
  'service-says': { url: 'http://h/readyz', said: '{}' },
  'service-away': { url: 'http://h/readyz' },
  'roles-served': { count: 2 },
  'roles-missing': { roles: ['work'] },
  'sessions-proved': { count: 1, all: 2 },
  'checks-through': { count: 21 },
  'checks-none': {},
  'alerts-none': {},
  'alerts-raised': { rules: ['SessionOld'] },
}

/** What is typed at a machine is the same in every language. */
const COMMANDS = /(evercheck|npm run|chmod|psql) [^;.]*/g
const ENGLISH = /\b[a-z]{2,} [a-z]{2,} [a-z]{2,}\b/i

test('every finding is said in both languages, each with its own words and the figures', () => {
  const meanings = Object.entries(CASES).map(([code, figures]) => ({ code, ...figures }) as Meaning)
  expect(meanings.map(({ code }) => code).sort()).toEqual(Object.keys(FINDING_WORDS.ru).sort())
  for (const meaning of meanings) {
    const [english, russian] = [findingWords('en', meaning), findingWords('ru', meaning)]
    expect(english, meaning.code).not.toMatch(/[а-яё]|undefined|null|\[object/i)
    expect(russian, meaning.code).toMatch(/[а-яё]/i)
    expect(russian, meaning.code).not.toMatch(/undefined|null|\[object/)
    expect(russian.replace(COMMANDS, ''), meaning.code).not.toMatch(ENGLISH)
    for (const figure of Object.values(meaning).slice(1)) {
      if (typeof figure !== 'number' || meaning.code === 'clock-close') continue
      expect(russian.replaceAll('\u00a0', ''), meaning.code).toContain(String(figure))
    }
  }
})

test('where buttons stand beside a finding, none is mended by a command that one of them is', () => {
  for (const language of LANGUAGES) {
    for (const standing of STANDINGS) {
      expect(remedy(standing, 'keeper', language, 'buttons')).not.toMatch(/evercheck/)
    }
    for (const code of [
      'accounts-none',
      'account-stopped',
      'key-missing',
      'key-changed',
    ] as const) {
      const meaning = { code, ...CASES[code] } as Meaning
      expect(findingWords(language, meaning)).toMatch(/evercheck account/)
      expect(findingWords(language, meaning, 'buttons')).not.toMatch(/evercheck/)
    }
    // What runs, and the key, are the machine's own.
    for (const rule of Object.keys(ALERT_WORDS.en) as RuleName[]) {
      expect(todoWords(language, rule, 'buttons')).not.toMatch(
        /evercheck (?!serve|worker|reseal|jobs)/,
      )
    }
  }
})

test('numbers stand with their Russian forms', () => {
  const through = (count: number) => findingWords('ru', { code: 'checks-through', count })
  expect([1, 2, 5, 21].map(through)).toEqual([
    'С запуска службы закончено: 1 проверка.',
    'С запуска службы закончено: 2 проверки.',
    'С запуска службы закончено: 5 проверок.',
    'С запуска службы закончено: 21 проверка.',
  ])
})
