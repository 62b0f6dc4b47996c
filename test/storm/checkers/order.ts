import type { AlertRow, Checker, Evidence } from './evidence.ts'

/** What the service does beside reading: by the clock once, told once, and nothing out of turn. */
export const serviceIsOrderly: Checker = (evidence) => [
  ...twiceByTheClock(evidence),
  ...outOfTurn(evidence),
  ...evidence.alerts.flatMap((alert) => wrongAlert(evidence, alert)),
  ...wrongDeliveries(evidence),
]

/** However many keep time, and however late: one run for each instant that was due. */
function twiceByTheClock({ runs }: Evidence): readonly string[] {
  const begun = runs.map(({ kind, dueAtMs }) => `${kind} of ${new Date(dueAtMs).toISOString()}`)
  const twice = begun.filter((run, at) => begun.indexOf(run) !== at)
  return twice.map((run) => `schedules: ${run} was begun twice`)
}

function outOfTurn({ behind }: Evidence): readonly string[] {
  return behind
    .filter(({ orders }) => orders > 0)
    .map(({ orders }) => `turns: what nobody ordered was read while ${orders} orders waited`)
}

function wrongAlert(evidence: Evidence, alert: AlertRow): readonly string[] {
  const { alerts, notices, standings, accounts } = evidence
  const { id, rule, subject, name, raisedAtMs, resolvedAtMs } = alert
  const wrong: string[] = []
  const isOpen = (at: number) =>
    Number(raisedAtMs) <= at && (resolvedAtMs === null || at < resolvedAtMs)
  const other = alerts.find((each) => {
    const isSame = each.rule === rule && each.subject === subject && each.id !== id
    return isSame && each.raisedAtMs !== null && isOpen(each.raisedAtMs)
  })
  if (raisedAtMs !== null && other) wrong.push(`alerts: ${rule} of ${name} was raised twice`)
  for (const change of ['raised', 'resolved']) {
    const told = notices.filter((notice) => {
      return notice.change === change && notice.alerts.some((each) => each.id === id)
    })
    if (told.length > 1) wrong.push(`alerts: ${rule} of ${name} was told as ${change} twice`)
  }
  if (rule !== 'AccountStopped') return wrong
  const stops = standings.filter(({ username, to }) => {
    return username === name && to !== 'active' && to !== 'paused'
  })
  if (!stops.some(({ atMs }) => atMs <= Number(raisedAtMs))) {
    wrong.push(`alerts: ${name} is told as stopped and never was`)
  }
  const standing = accounts.find((account) => account.username === name)?.standing
  const isStopped = standing !== 'active' && standing !== 'paused'
  if (resolvedAtMs === null && !isStopped) wrong.push(`alerts: that ${name} stopped is never over`)
  return wrong
}

/** A notice arrives, and once, unless its process or connection was lost in the middle of it. */
function wrongDeliveries({ deliveries, sent, faults, stuck }: Evidence): readonly string[] {
  if (stuck !== null) return []
  const losses = faults.filter(({ kind }) => ['kill', 'statement', 'restart'].includes(kind)).length
  return deliveries.flatMap(({ id, state }) => {
    const times = sent.filter(({ delivery }) => delivery === id).length
    if (times > 1 + losses) return [`deliveries: a notice was sent ${times} times`]
    if (losses === 0 && (times !== 1 || state !== 'sent')) {
      return [`deliveries: a notice is ${state} and was sent ${times} times`]
    }
    return []
  })
}
