import { expect, test } from 'vitest'
import { readAudit } from '../../src/access/audit.ts'
import { verifyAudit } from '../../src/access/audit-chain.ts'
import { evaluateAlerts } from '../../src/alerts/evaluate.ts'
import { ENDPOINTS } from '../../src/contract/all.ts'
import { Stage } from '../api/stage.ts'
import { commandHere } from '../command-here.ts'
import { ADA, Trial } from '../trial.ts'

/** Tried where there is something to do them to. */
const ELSEWHERE = [
  'answerDialogue',
  'controlDialogue',
  'importExport',
  'prolongDialogue',
  'quoteCheck',
  'replayDelivery',
  'revokeLink',
  'tryChannel',
]

test('what an administrator does stands in the audit log once, and what only asks does not', async () => {
  await using trial = await Trial.open({ accounts: ['keeper', 'second'], loggedIn: ['keeper'] })
  await using api = await Stage.open(trial.app)
  const done = new Set<string>()
  const wrong: string[] = []
  /** Asks, and looks what was written down meanwhile. */
  async function act(id: string, path: string, asked: Parameters<Stage['ask']>[1] = {}) {
    const [last] = await readAudit(trial.app, { limit: 1 })
    const answer = await api.ask(path, asked)
    const entries = (await readAudit(trial.app, { limit: 20 })).filter((entry) => {
      return BigInt(entry.id) > BigInt(last?.id ?? 0)
    })
    const { audit } = ENDPOINTS.find((endpoint) => endpoint.id === id) ?? {}
    const wanted = audit === 'nothing' ? 0 : 1
    if (entries.length !== wanted || answer.status >= 400) {
      wrong.push(`${id}: ${answer.status} ${entries.map((entry) => entry.act).join()}`)
    }
    const outcome = typeof audit === 'object' ? 'begun' : 'done'
    for (const entry of entries) {
      expect([id, entry]).toMatchObject([id, { outcome, by: { kind: 'token', name: 'test' } }])
    }
    done.add(id)
    return answer.body
  }

  const keeper = '/admin/accounts/keeper'
  const secret = { username: 'third', password: 'planted-Secret-5513' }
  await act('addAccount', '/admin/accounts', { body: secret })
  await act('setCredentials', '/admin/credentials/set', { body: secret })
  await act('pauseAccount', `${keeper}/pause`, { method: 'POST' })
  await act('resumeAccount', `${keeper}/resume`, { method: 'POST' })
  await act('setAccountRole', `${keeper}/role`, { method: 'PUT', body: { role: 'backup' } })
  await act('setAccountProxy', `${keeper}/proxy`, { method: 'PUT', body: { proxy: null } })
  const cookies = trial.cookiesFor('second')
  const userAgent = 'Mozilla/5.0 (X11)'
  await act('importAccount', '/admin/accounts/second/import', { body: { cookies, userAgent } })
  await act('refreshSession', '/admin/session/refresh', { body: { account: 'keeper' } })
  await act('renewAccount', `${keeper}/renew`, { method: 'POST' })
  await act('rollBackSession', `${keeper}/sessions/rollback`, { method: 'POST' })
  const { id } = await act('addCustomer', '/admin/customers', { body: { name: 'Grace' } })
  const grace = `/admin/customers/${id}`
  await act('changeCustomer', grace, { method: 'PATCH', body: { name: 'Grace H' } })
  await act('giveCredits', `${grace}/credits`, { body: { credits: 9, why: 'to try it' } })
  const check = await act('orderCheck', '/checks', { body: { target: ADA.username } })
  await act('createLink', `/checks/${check.id}/links`, { body: { days: 1 } })
  await trial.check()
  const usernames = { body: { usernames: ['nobody.here'] } }
  await act('whoFollows', `/checks/${check.id}/who`, usernames)
  await act('cancelCheck', `/checks/${check.id}`, { method: 'DELETE' })
  const watch = await act('watchTarget', '/watches', { body: { target: ADA.username } })
  await act('endWatch', `/watches/${watch.id}`, { method: 'DELETE' })
  const list = await api.ask(`/checks/${check.id}/result?list=followers&limit=1`)
  const { username } = list.body.items[0]
  await act('ignoreProfile', '/ignored', { body: { username } })
  await act('heedProfile', `/ignored/${username}`, { method: 'DELETE' })
  const hook = { url: 'https://hooks.example.com/', kinds: ['check.completed'] }
  const webhook = `/webhooks/${(await act('addWebhook', '/webhooks', { body: hook })).id}`
  await act('switchWebhook', webhook, { method: 'PATCH', body: { enabled: false } })
  await act('rotateWebhookSecret', `${webhook}/secret`, { method: 'POST' })
  await act('testWebhook', `${webhook}/test`, { method: 'POST' })
  await act('removeWebhook', webhook, { method: 'DELETE' })
  const dialogue = await act('openDialogue', '/dialogues', { body: { account: 'second' } })
  await act('closeDialogue', `/dialogues/${dialogue.id}/close`, { method: 'POST' })
  const silence = { rule: 'AccountStopped', minutes: 60 }
  await act('silenceAlert', '/admin/alerts/silences', { body: silence })
  await raise(trial)
  const { body: alerts } = await api.ask('/admin/alerts')
  const alert = `/admin/alerts/${alerts.items[0].id}/acknowledge`
  await act('acknowledgeAlert', alert, { method: 'POST' })
  await act('forgetCustomer', grace, { method: 'DELETE' })
  await act('retireAccount', '/admin/accounts/third', { method: 'DELETE' })

  expect(wrong).toEqual([])
  const changing = ENDPOINTS.filter(({ who, method, tag, operator, owner }) => {
    return who.includes('admin') && method !== 'GET' && tag !== 'access' && !operator && !owner
  })
  const unsaid = changing.filter(({ audit }) => audit === undefined)
  expect(unsaid.map((endpoint) => endpoint.id)).toEqual([])
  const untried = changing.map((endpoint) => endpoint.id).filter((each) => !done.has(each))
  expect(untried.sort()).toEqual(ELSEWHERE.toSorted())
  const told = JSON.stringify(await readAudit(trial.app, { limit: 100 }))
  for (const name of [ADA.username, username]) expect(told).not.toContain(name)
  const file = await api.ask('/audit?format=csv&act=account.pause')
  expect(file.headers.get('content-type')).toMatch('text/csv')
  const [columns, ...rows] = String(file.body).trim().split('\r\n')
  expect(columns).toMatch(/^id,at,by_kind/)
  expect(rows.length).toBeGreaterThan(0)
  for (const row of rows) expect(row).toMatch(/,token,.*,account\.pause,account,/)
  const [first] = rows[0]?.split(',') ?? []
  const behind = await api.ask(`/audit?format=csv&act=account.pause&after=${first}`)
  expect(String(behind.body).trim().split('\r\n')).toEqual([columns, ...rows.slice(1)])
  const verdict = await verifyAudit(trial.app, null)
  if (verdict.kind !== 'whole' || verdict.head === null) throw new Error(verdict.kind)
  const { entries, head: last } = verdict
  const head = `${last.place}:${last.hash}`
  const verify = ['audit', 'verify', '--head', head, '--json'] as const
  expect(await commandHere(trial.settings(), ...verify)).toMatchObject({
    exitCode: 0,
    json: { entries, head },
  })
  const other = ['audit', 'verify', '--head', `1:${last.hash}`, '--json'] as const
  expect(await commandHere(trial.settings(), ...other)).toMatchObject({
    exitCode: 1,
    json: { status: 'error', code: 'AUDIT_BROKEN' },
  })
})

/** Lets something be wrong for long enough to be an alert. */
async function raise(trial: Trial): Promise<void> {
  trial.clock.advance(8 * 24 * 3_600_000)
  await evaluateAlerts(trial.app)
  trial.clock.advance(3_600_000)
  await evaluateAlerts(trial.app)
}
