import type { Problem } from '../../../src/contract/problem.ts'

/** The server said no, and why. */
export class Refused extends Error {
  override readonly name = 'Refused'
  readonly status: number
  readonly problem: Problem
  /** When it was said, on this machine. */
  readonly at = new Date()

  constructor(status: number, problem: Problem) {
    super(problem.detail ?? problem.title)
    this.status = status
    this.problem = problem
  }

  get code(): string {
    return this.problem.code
  }
}

/** No answer of ours came: the line is down, or something in between answered. */
export class Unreachable extends Error {
  override readonly name = 'Unreachable'
  readonly status: number | null
  readonly at = new Date()

  constructor(status: number | null = null) {
    super('the server cannot be reached')
    this.status = status
  }
}

/** What an error says to people. */
export function messageOf(thrown: unknown): string {
  return thrown instanceof Error ? thrown.message : String(thrown)
}
