import { sql } from 'kysely'
import { expect, test } from 'vitest'
import { setAccountProxy } from '../../src/sessions/account-proxy.ts'
import { sealedTexts } from '../../src/sessions/sealed.ts'
import { proxyServer } from '../proxy-server.ts'
import { ADA, Trial } from '../trial.ts'

test('the browser and the requests of an account leave by its own proxy, those of others do not', {
  tags: 'long',
}, async () => {
  await using trial = await Trial.open({
    realBrowser: true,
    accounts: ['keeper', 'second'],
    loggedIn: [],
  })
  const proxy = await proxyServer()
  const { id } = await trial.account('second')
  await setAccountProxy(trial.app, id, proxy.address)
  await sql`update instagram_accounts set standing = 'paused' where username = 'second'`.execute(
    trial.app.db,
  )
  expect((await trial.check()).status).toBe('completed')
  expect(proxy.tunnels).toEqual([])
  await sql`
    update instagram_accounts
    set standing = case username when 'second' then 'active' else 'paused' end
  `.execute(trial.app.db)
  expect(await trial.check()).toMatchObject({ check: { logins: 1 } })
  const { host, port } = trial.simulator
  expect(new Set(proxy.tunnels)).toEqual(new Set([`me:s3cret ${host}:${port}`]))
  // More than the one that requests need: the browser's are among them.
  expect(proxy.tunnels.length).toBeGreaterThan(1)
  proxy.close()
})

test('a proxy that lets nobody through costs no login and no standing, and is no other way', {
  tags: 'long',
}, async () => {
  await using trial = await Trial.open({ realBrowser: true, loggedIn: [] })
  const proxy = await proxyServer()
  const { id } = await trial.account()
  await setAccountProxy(trial.app, id, proxy.address)
  proxy.refuse = true
  await trial.check(ADA.username, { signal: AbortSignal.timeout(8000) }).catch(() => undefined)
  const { standing, restingWhy } = await trial.account()
  expect({ standing, restingWhy }).toMatchObject({
    standing: 'active',
    restingWhy: expect.stringContaining('the proxy answered 407'),
  })
  expect(trial.instagram.counters).toMatchObject({ logins: {} })
  proxy.close()
})

test('a proxy that shows several addresses is not logged in by', { tags: 'long' }, async () => {
  await using trial = await Trial.open({ accounts: ['keeper'], loggedIn: [] })
  const { id } = await trial.account()
  await setAccountProxy(trial.app, id, 'socks5://me:s3cret@127.0.0.1:9')
  const why = 'the proxy shows 2 addresses, and an account must be seen from one'
  const app = { ...trial.app, wayTrouble: async () => why }
  await trial.check(ADA.username, { app, signal: AbortSignal.timeout(3000) }).catch(() => undefined)
  expect((await trial.account()).restingWhy).toContain('the proxy shows 2 addresses')
  expect(trial.told('login-started')).toEqual([])
})

test("an account's proxy is sealed, and resealed with everything else", async () => {
  await using trial = await Trial.open({ loggedIn: [] })
  const { id } = await trial.account()
  const named = await setAccountProxy(trial.app, id, 'socks5://me:s3cret@proxy.example')
  expect(named).toBe('socks5://proxy.example:1080')
  const rows = await sql`select * from instagram_accounts`.execute(trial.app.db)
  expect(JSON.stringify(rows.rows)).not.toContain('s3cret')
  const places = (await sealedTexts(trial.app)).map(({ place }) => place.column)
  expect(places).toContain('proxy_encrypted')
})
