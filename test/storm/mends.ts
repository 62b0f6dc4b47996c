/** A mend and how it is taken out: one text of one file becomes another, or goes. */
export type Mend = {
  readonly name: string
  /** What broke without it. */
  readonly fault: string
  readonly file: string
  readonly text: string
  readonly without: string
  /** What else of that file goes, where two things hold the same. */
  readonly also?: { readonly text: string; readonly without: string }
}

/** Where what a choice is made of is said last. */
const MAY_READ = 'src/db/migrations/0075_hoped_for.sql'
const HAS_BEGUN = 'src/db/migrations/0061_begun_apart.sql'
const CHECK_FOR = 'src/db/migrations/0081_one_walk.sql'
const NEXT_SLICE = 'src/db/migrations/0084_looks_without_waiting.sql'
const FREE = NEXT_SLICE

/** Mends of what breaks between several actors. The storm must miss each when it is gone. */
export const MENDS: readonly Mend[] = [
  {
    name: 'a pass stays with its account',
    fault: '1: passes begun anew, again and again',
    file: 'src/checks/reading/page-store.ts',
    text: 'bound_to = case when ',
    without: 'bound_to = case when false and ',
  },
  {
    name: 'who is closed to a target is remembered',
    fault: '3, 4: a misspelt name is asked about for ever',
    file: MAY_READ,
    text: 'and not account_id = any(c.closed_to)',
    without: '',
  },
  {
    name: 'nobody is logged in to hear that a target is closed',
    fault: '3: a login for each account and misspelt name',
    file: MAY_READ,
    text: 'is_living and (cardinality',
    without: '(cardinality',
  },
  {
    name: 'whoever has begun to read is logged in to go on',
    fault: 'a check that waits for ever for the only account that sees its target',
    file: HAS_BEGUN,
    text: 'and progress.fetched > 0)',
    without: 'and false)',
  },
  {
    name: 'accounts with a living session go first',
    fault: '5: an idle account is logged in although a logged-in one is free',
    file: NEXT_SLICE,
    text: 'array[true, false]',
    without: 'array[false, true]',
  },
  {
    name: 'the account is given back whatever fails',
    fault: '9: one failing statement locks the account',
    file: 'src/sessions/take.ts',
    text: '  } finally {\n    await patiently(context, () => releaseLease(context, held.lease))\n  }',
    without: '    await releaseLease(context, held.lease)\n  } finally {\n    // nothing\n  }',
  },
  {
    name: 'giving back is tried again',
    fault: '9: a lost connection locks the account',
    file: 'src/sessions/patiently.ts',
    text: 'if (retry === WRITE_RETRIES_MAX) throw error',
    without: 'if (retry === 0) throw error',
  },
  {
    name: 'a technical failure does not touch a session that lives',
    fault: '7: a renewal that fails twice stops the account',
    file: 'src/sessions/ladder.ts',
    text: "if (isInUse && (cause === 'proactive' || cause === 'doubt')) {",
    without: "if (isInUse && cause === 'doubt') {",
  },
  {
    name: 'exact is judged by the last pass where people came and went',
    fault: '12: "exact", and somebody is missing',
    file: 'src/checks/reading/passes.ts',
    text: 'if (fetched === countedMost && !progress.counterMoved) {',
    without: 'if (fetched >= countedMost) {',
  },
  {
    name: 'a pass is let go of whose account may not read on',
    fault: 'a check that nobody may read',
    file: FREE,
    text: 'not may_read(account.id, true, c)\n        or ',
    without: '',
  },
  {
    name: 'only a free account is chosen',
    fault: '13: two slices with one account',
    file: NEXT_SLICE,
    text: '        and a.lease_holder is null\n        and a.ready_at',
    without: '        and a.ready_at',
    also: {
      text: ' and a.lease_holder is null\n    and a.ready_at',
      without: '\n    and a.ready_at',
    },
  },
  {
    name: 'only an account that does not rest is chosen',
    fault: '14: a lease on an account that rests',
    file: NEXT_SLICE,
    text: '        and a.ready_at <= evercheck_now()\n        and not a.id = any(p_without)',
    without: '        and not a.id = any(p_without)',
    also: { text: '    and a.ready_at <= evercheck_now()\n  for no key', without: '  for no key' },
  },
  {
    name: 'a page is saved under the fence of the check',
    fault: '15: pages of two readers, mixed',
    file: 'src/checks/reading/page-store.ts',
    text: 'and checks.fence = ',
    without: 'and checks.fence >= ',
  },
  {
    name: 'what a dead process held is freed',
    fault: 'a check that nobody goes on with',
    file: FREE,
    text: "where checks.state = 'running' and checks.holder = any(dead)",
    without: "where checks.state = 'running' and false",
    also: { text: "where c.state = 'running' and c.holder_until <= ", without: 'where null <= ' },
  },
  {
    name: 'what the living hold is left to them',
    fault: 'two lessees of one account',
    file: FREE,
    text: 'filter (where not holder_lives(h.holder))',
    without: 'filter (where true)',
  },
  {
    name: 'waiting in line is not standing still',
    fault: '11: given up while others were served',
    file: 'src/checks/waiting-store.ts',
    text: "where account.standing = 'active'\n        and (account.ready_at",
    without: 'where false\n        and (account.ready_at',
  },
  {
    name: 'a throttle is no death',
    fault: '23: a login in a throttle',
    file: 'src/sessions/arbitrate.ts',
    text: "  ambiguous: 'throttled',",
    without: "  ambiguous: 'dead',",
  },
  {
    name: 'one surface is no proof',
    fault: '23: "login_required" on one surface means a login',
    file: 'src/sessions/arbitrate.ts',
    text: "  'logged-out': 'surface-refused',",
    without: "  'logged-out': 'dead',",
  },
  {
    name: 'what was told is noted as told',
    fault: 'an alert is told again and again',
    file: 'src/alerts/evaluate.ts',
    text: 'notices.flatMap(({ alerts }) => alerts.map(({ id }) => id)),\n    )',
    without: '[],\n    )',
  },
  {
    name: 'what nobody ordered is read after all orders',
    fault: 'a watch is read before an order',
    file: CHECK_FOR,
    text: '      and not c.is_behind\n      and may_read(p_account, p_living, c)\n      and (c.hoped_for',
    without: '      and may_read(p_account, p_living, c)\n      and (c.hoped_for',
  },
  {
    name: 'a watch does not prolong the patience of what it reads',
    fault: 'a check of a watch stands still for ever',
    file: 'src/checks/order.ts',
    text: "set still_ms = case when purpose = 'order' then 0 else still_ms end,",
    without: 'set still_ms = 0,',
    also: { text: "or purpose <> 'order' then", without: 'then' },
  },
  {
    name: 'Stars go back when their credits have gone',
    fault: 'who has spent his credits gets the Stars back as well',
    file: 'src/bot/stars.ts',
    text: 'if (isOurs) {',
    without: "if (taken.kind !== 'unknown') {",
  },
  {
    name: 'a payment is credited once',
    fault: 'a payment that is told twice is credited twice',
    file: 'src/balance/payments.ts',
    text: 'if (entered.rows.length === 0) {',
    without: 'if (entered.rows.length < 0) {',
    also: { text: 'source: `paid:$' + '{chargeId}`,', without: 'source: null,' },
  },
  {
    name: 'a run by the clock is begun by one process',
    fault: 'a schedule is begun twice for one instant',
    file: 'src/queue/schedule-store.ts',
    text: 'and next_run_at = ',
    without: 'and next_run_at >= ',
    also: { text: 'and next_run_at <= ', without: 'or next_run_at <= ' },
  },
]
