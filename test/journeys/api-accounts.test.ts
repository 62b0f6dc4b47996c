import { sql } from 'kysely'
import { expect, test } from 'vitest'
import { readAudit } from '../../src/access/audit.ts'
import { Stage } from '../api/stage.ts'
import { proxyServer } from '../proxy-server.ts'
import { Trial } from '../trial.ts'

const PASSWORD = 'planted-Secret-5512'

test('an account is added where the original endpoints are off, and given a role and a proxy', async () => {
  const environment = { EVERCHECK_ORIGINAL_ENDPOINTS: 'no' }
  await using trial = await Trial.open({ accounts: [], loggedIn: [], environment })
  await using api = await Stage.open(trial.app)
  const secret = { username: 'Keeper', password: PASSWORD }
  const old = await api.ask('/admin/credentials/set', { body: secret })
  expect(old).toMatchObject({ status: 404, body: { code: 'ENDPOINT_UNKNOWN' } })
  const added = await api.ask('/admin/accounts', { body: secret })
  expect(added).toMatchObject({ status: 201, body: { account: 'keeper', standing: 'active' } })
  const path = '/admin/accounts/keeper'
  expect((await api.ask(path)).body).toMatchObject({ role: 'checks', proxy: null })

  const role = await api.ask(`${path}/role`, { method: 'PUT', body: { role: 'backup' } })
  expect(role.body).toEqual({ account: 'keeper', role: 'backup' })
  const proxy = await proxyServer()
  const put = { method: 'PUT', body: { proxy: proxy.address } }
  const given = await api.ask(`${path}/proxy`, put)
  const name = new URL(proxy.address).host
  expect(given.body).toEqual({ account: 'keeper', proxy: `http://${name}`, seenAs: null })
  // It was tried: Instagram was reached by it.
  expect(proxy.tunnels.map((each) => each.split(' ')[0])).toEqual(['me:s3cret'])
  expect((await api.ask(path)).body).toMatchObject({ role: 'backup', proxy: `http://${name}` })

  proxy.refuse = true
  const refused = await api.ask(`${path}/proxy`, put)
  expect(refused).toMatchObject({ status: 409, body: { code: 'PROXY_UNUSABLE' } })
  const odd = { method: 'PUT', body: { proxy: 'gopher://me:s3cret@proxy.example' } }
  const invalid = await api.ask(`${path}/proxy`, odd)
  expect(invalid).toMatchObject({ status: 400, body: { code: 'PROXY_INVALID' } })
  proxy.close()
  const none = await api.ask(`${path}/proxy`, { method: 'PUT', body: { proxy: null } })
  expect(none.body).toEqual({ account: 'keeper', proxy: null, seenAs: null })
  expect((await api.ask(path)).body).toMatchObject({ proxy: null })

  const entries = await readAudit(trial.app, { limit: 50, objectKind: 'account' })
  const told = JSON.stringify([entries, trial.events, given.body, refused.body, invalid.body])
  expect(told).not.toMatch(/s3cret|planted-Secret/)
})

test('a customer is forgotten by the API, once and for all, and the house is not', async () => {
  await using trial = await Trial.open({ loggedIn: [] })
  await using api = await Stage.open(trial.app)
  const { id } = (await api.ask('/admin/customers', { body: { name: 'Grace' } })).body
  const credits = { credits: 5000, why: 'to try it' }
  await api.ask(`/admin/customers/${id}/credits`, { body: credits })
  const key = await api.token({ kind: 'customer', customerId: id })
  const headers = { 'idempotency-key': 'one' }
  const order = { token: key, headers, body: { target: 'ada.example' } }
  const { body: ordered } = await api.ask('/checks', order)
  const path = `/admin/customers/${id}`
  const forgotten = await api.ask(path, { method: 'DELETE' })
  expect(forgotten).toMatchObject({
    status: 200,
    body: { customer: id, wasForgotten: false, cancelledChecks: 1, deletedChecks: 1 },
  })
  expect(forgotten.body.releasedCredits).toBe(ordered.price)
  expect(await api.ask('/balance', { token: key })).toMatchObject({ status: 401 })
  expect((await api.ask(`/checks/${ordered.id}`)).status).toBe(404)
  const again = await api.ask(path, { method: 'DELETE' })
  expect(again.body).toMatchObject({ wasForgotten: true, cancelledChecks: 0, deletedChecks: 0 })
  const house = await api.ask('/admin/customers/house', { method: 'DELETE' })
  expect(house).toMatchObject({ status: 409, body: { code: 'HOUSE_KEPT' } })
})

test('the doctor says by the API what is wrong, and looks once for all who ask', async () => {
  await using trial = await Trial.open()
  await using api = await Stage.open(trial.app)
  await sql`
    update instagram_accounts set standing = 'challenged', standing_why = 'challenged'
  `.execute(trial.app.db)
  const [first, second] = await Promise.all([api.ask('/admin/doctor'), api.ask('/admin/doctor')])
  expect(first.status).toBe(200)
  expect(second.body).toEqual(first.body)
  const of = (what: string) =>
    first.body.findings.filter((each: { what: string }) => each.what === what)
  expect(of('database')).toContainEqual({
    what: 'database',
    state: 'well',
    code: 'database-answers',
    says: 'It answers.',
  })
  expect(of('account')).toMatchObject([{ state: 'careful' }])
  expect(of('account')[0].says).toContain('keeper is challenged')
  // Nothing is looked at again for another language.
  const russian = await api.ask('/admin/doctor', { headers: { 'accept-language': 'ru' } })
  expect(russian.body.at).toBe(first.body.at)
  const codes = (body: { findings: { code: string }[] }) => body.findings.map(({ code }) => code)
  expect(codes(russian.body)).toEqual(codes(first.body))
  expect(russian.body.findings).toContainEqual(
    expect.objectContaining({ code: 'database-answers', says: 'Отвечает.' }),
  )
  for (const { says } of russian.body.findings) expect(says).toMatch(/[а-яё]/)
  for (const what of ['disk', 'key', 'browser', 'instagram'])
    expect([what, of(what).length]).not.toEqual([what, 0])
})
