import type { Checker, Evidence, Form } from './evidence.ts'

/**
 * Invariants 5 and 6: a form is sent only when no stored session lives, so never for a throttle,
 * never twice for one death; and nobody is logged in for the first time while an account with a
 * session has nothing to do.
 */
export const loginsAreNeeded: Checker = (evidence) => [
  ...evidence.forms
    .filter(({ livingKnown }) => livingKnown.length > 0)
    .map(({ account, livingKnown, throttled }) => {
      const how = throttled ? ' in a throttle' : ''
      return `logins: ${account} was logged in${how} although ${livingKnown.join(', ')} lives`
    }),
  ...needlessFirsts(evidence),
  ...falseDeaths(evidence),
]

/**
 * Invariant 5: who is called dead has a session that died. Where a surface refuses everybody as if
 * they were logged out the browser finds out, which is asked before any form is sent.
 */
function falseDeaths({ told, sessions, faults }: Evidence): readonly string[] {
  if (faults.some(({ kind }) => kind === 'surface')) return []
  const dead = told.filter(({ kind }) => kind === 'session-died')
  const wrong = dead.filter(({ account, atMs }) => {
    const known = sessions.filter((each) => each.account === account && each.fromMs <= atMs)
    return known.length > 0 && known.every(({ toMs }) => toMs > atMs)
  })
  return wrong.map(({ account }) => `logins: ${account} was called dead, and all its sessions live`)
}

function needlessFirsts(evidence: Evidence): readonly string[] {
  return evidence.forms
    .filter((form) => isFirst(evidence, form) && isNeedless(evidence, form))
    .map(({ account }) => {
      return `logins: ${account} was logged in for the first time while another had nothing to do`
    })
}

function isFirst({ told }: Evidence, form: Form): boolean {
  const started = told.findLast((event) => {
    return (
      event.kind === 'login-started' && event.account === form.account && event.atMs <= form.atMs
    )
  })
  return started?.cause === 'first'
}

function isNeedless({ leases, accounts, overlaps }: Evidence, form: Form): boolean {
  const id = accounts.find(({ username }) => username === form.account)?.id
  const taken = leases.findLast(({ accountId, newHolder, atMs }) => {
    return accountId === id && newHolder !== null && atMs <= form.atMs
  })
  // An order may say that this account alone is to read it. What the check says in the end proves
  // nothing of it: whoever orders the same target once more, meanwhile, names another account.
  if (taken === undefined || taken.isNamed) return false
  // Another one may have been given back while the choice was being made.
  const isGivenBack = leases.some(({ accountId, newHolder, atMs }) => {
    return accountId !== id && newHolder === null && atMs === taken.atMs
  })
  return !(overlaps && isGivenBack) && taken.readyElsewhere > 0
}
