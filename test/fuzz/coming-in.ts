import assert from 'node:assert/strict'
import { readInitData } from '../../src/access/init-data.ts'
import { OperatorNameError, operatorName } from '../../src/access/operator.ts'
import { parseScope, TokenInvalidError } from '../../src/access/token.ts'
import { cookieOf } from '../../src/api/auth-cookies.ts'
import { siteOf } from '../../src/api/auth-site.ts'
import { near } from './near.ts'
import type { Target } from './targets.ts'

const NOW = new Date('2026-11-25T12:00:00Z')
const BOT = { botToken: '42:planted-Token-AAAAAAAAAAAAAAAA', botId: '42' }
const INIT_DATA = [
  'auth_date=1795608000&user=%7B%22id%22%3A77%7D&hash=00',
  `user=%7B%22id%22%3A77%7D&auth_date=1795608000&signature=AA&hash=${'0'.repeat(64)}`,
]

/** What Telegram signs: nothing that was not signed is believed. */
const initData: Target = {
  name: 'init-data',
  inputs: near(INIT_DATA, [
    '&',
    '=',
    'user',
    'hash',
    'signature',
    'auth_date',
    '%7B%22id%22%3A1%7D',
  ]),
  check(text) {
    for (const proof of [BOT, { ...BOT, botToken: null }]) {
      assert.equal(readInitData(text, proof, NOW).kind, 'refused')
    }
  },
}

/** The header in which a session's cookie comes. */
const cookies: Target = {
  name: 'cookie-headers',
  inputs: near(
    ['__Host-evercheck=evs_x; a=b', 'a; __Host-evercheck=; ;=', '__Host-evercheck==x'],
    ['__Host-evercheck', '=', ';', ' ', '"', '\t'],
  ),
  check(header) {
    const found = cookieOf(header, '__Host-evercheck')
    if (found !== null) assert(header.includes(`__Host-evercheck=${found}`) && !found.includes(';'))
  },
}

/** The host that a browser names: only this machine and the public address are ours. */
const hosts: Target = {
  name: 'hosts',
  inputs: near(
    ['localhost:8080', '127.0.0.1:8080', '[::1]:8080', 'evercheck.example'],
    ['localhost', '@', ':', '/', '#', '?', '.', '[', ']', '127.0.0.1', '%2e', 'evil.example'],
  ),
  check(host) {
    const asked = { method: 'GET', protocol: 'http', host, peer: '127.0.0.1' } as const
    const unsaid = { origin: undefined, secFetchSite: undefined, marker: undefined }
    const site = siteOf({ ...asked, ...unsaid }, 'https://evercheck.example')
    if (site === null) return
    assert.match(
      site.host,
      /^(localhost|127\.\d+\.\d+\.\d+|\[::1\]|\[::ffff:7f[^\]]*\]|evercheck\.example)$/,
    )
    assert.equal(new URL(site.origin).origin, site.origin)
  },
}

/** Names and scopes as they are typed. */
const words: Target = {
  name: 'names-and-scopes',
  inputs: near(
    ['ada.lovelace', 'customer:cus_1', 'admin'],
    ['customer:', 'read', '.', '\u200b', '$', ' '],
  ),
  check(text) {
    try {
      assert.match(operatorName(text), /^[\p{L}\p{N}][\p{L}\p{N}._@+-]{0,63}$/u)
    } catch (error) {
      assert(error instanceof OperatorNameError)
    }
    try {
      const scope = parseScope(text)
      assert(scope.kind !== 'customer' || text === `customer:${scope.customerId}`)
    } catch (error) {
      assert(error instanceof TokenInvalidError)
    }
  },
}

/** The readers of what whoever comes in shows of himself. */
export const COMING_IN: readonly Target[] = [initData, cookies, hosts, words]
