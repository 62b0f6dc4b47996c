import type { Rule, RuleName } from './rule.ts'
import { CHECK_RULES } from './rules-of-checks.ts'
import { HOUSE_RULES } from './rules-of-house.ts'
import { SESSION_RULES } from './rules-of-sessions.ts'

/**
 * The rules, for our own alerts and for Prometheus alike: the order is that of what is told first.
 */
export const RULES: Readonly<Record<RuleName, Rule>> = {
  ...SESSION_RULES,
  ...CHECK_RULES,
  ...HOUSE_RULES,
}

/** The rules with their names. */
export const NAMED_RULES: readonly (readonly [RuleName, Rule])[] = Object.entries(RULES) as [
  // `Object.entries` forgets what the keys are.
  RuleName,
  Rule,
][]
