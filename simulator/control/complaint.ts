import type { z } from 'zod'

type Issue = z.core.$ZodIssue

/** What is wrong with `input`, as one sentence in our own words. */
export function complaint(error: z.ZodError, input: unknown): string {
  return sentenceOf(error.issues, input)
}

function sentenceOf(issues: readonly Issue[], input: unknown): string {
  const clauses = new Map<string, string>()
  for (const issue of issues) {
    // Of two rules that find the same number too small the later one is the stricter.
    clauses.set(`${issue.path.join('.')} ${issue.code}`, clauseOf(issue, input))
  }
  return [...clauses.values()].join('; ')
}

function clauseOf(issue: Issue, input: unknown): string {
  const name = issue.path.join('.') || 'the body'
  switch (issue.code) {
    case 'unrecognized_keys': {
      const keys = issue.keys.map((key) => `"${[...issue.path, key].join('.')}"`)
      return `there is no field ${keys.join(', ')}`
    }
    case 'invalid_type':
      if (valueAt(input, issue.path) === undefined) return `${name} is missing`
      return `${name} must be ${KINDS[issue.expected] ?? issue.expected}`
    case 'invalid_value':
      return `${name} must be one of ${issue.values.map(String).join(', ')}`
    case 'too_small':
      return `${name} must ${isNumber(issue) ? 'be' : 'have'} at least ${issue.minimum}`
    case 'too_big':
      return `${name} must ${isNumber(issue) ? 'be' : 'have'} at most ${issue.maximum}`
    case 'invalid_union': {
      if (valueAt(input, issue.path) === undefined) return `${name} is missing`
      const ways = issue.errors.map((inner) =>
        sentenceOf(
          inner.map((one) => ({ ...one, path: [...issue.path, ...one.path] })),
          input,
        ),
      )
      return [...new Set(ways)].join(', or ')
    }
    default:
      return `${name}: ${issue.message}`
  }
}

function isNumber({ origin }: { readonly origin: string }): boolean {
  return origin === 'number' || origin === 'int'
}

const KINDS: Readonly<Record<string, string>> = {
  number: 'a number',
  int: 'a whole number',
  string: 'a text',
  boolean: 'true or false',
  array: 'a list',
  tuple: 'a list',
  object: 'an object',
  record: 'an object',
  null: 'null',
}

function valueAt(input: unknown, path: readonly PropertyKey[]): unknown {
  let value = input
  for (const key of path) {
    if (typeof value !== 'object' || value === null) return undefined
    value = Reflect.get(value, key)
  }
  return value
}
