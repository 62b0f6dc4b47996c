import type { Checker } from './evidence.ts'

/** The address that everything comes from which has no proxy of its own. */
const THE_WAY = '192.0.2.1'

/** Whoever has a proxy of his own leaves by it and by no other way, be it out of order. */
export const waysAreKept: Checker = ({ accounts, asked, forms }) => {
  const wrong = new Set<string>()
  for (const { username, proxy } of accounts) {
    for (const { account, address } of asked) {
      if (account !== username || address === (proxy ?? THE_WAY)) continue
      wrong.add(`ways: ${username} asked from ${address}`)
    }
    for (const form of forms) {
      if (form.account !== username || form.proxy === proxy) continue
      wrong.add(`ways: ${username} was logged in by ${form.proxy ?? 'the way of all'}`)
    }
  }
  return [...wrong]
}
