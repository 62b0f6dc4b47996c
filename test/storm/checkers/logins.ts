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
]

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
