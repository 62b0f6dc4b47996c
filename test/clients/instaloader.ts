import { strict as assert } from 'node:assert'
import { fileURLToPath } from 'node:url'
import type { Stage } from './stage.ts'

const LIBRARY = fileURLToPath(new URL('./instaloader-library.py', import.meta.url))

/** Options by which it neither waits nor asks twice, and keeps its session in its folder. */
export const NO_WAITING = [
  '--no-sleep',
  '--max-connection-attempts',
  '1',
  '--sessionfile',
  'session',
] as const

/** What our script is to do with instaloader's library; see the script. */
export type Order = {
  readonly act: 'write-session' | 'log-in' | 'test-login' | 'profile' | 'search' | 'list'
  readonly username: string
  readonly [field: string]: unknown
}

/** What it found, and what ended it. */
export type Answer = {
  readonly error?: { readonly type: string; readonly message: string }
  /** Seconds that its rate controller wanted to wait. */
  readonly waits: readonly number[]
  readonly secondFactor?: true
  readonly testLogin?: string | null
  readonly profile?: Readonly<Record<string, unknown>>
  readonly found?: readonly (readonly [string, string])[]
  readonly count?: number
  readonly pks?: readonly string[]
  readonly resumedAt?: number | null
}

/** Calls instaloader's library, unmodified. */
export async function library(stage: Stage, order: Order): Promise<Answer> {
  const { stdout, stderr } = await stage.runPython(LIBRARY, order)
  if (stdout === '') throw new Error(`the library said nothing: ${stderr.slice(-500)}`)
  // Our own script wrote it.
  const answer: Answer = JSON.parse(stdout)
  return answer
}

/** The error that ended it, in one line; that there is none is a failure. */
export function why(answer: Answer): string {
  assert(answer.error, 'it was expected to be refused')
  const { type, message } = answer.error
  return `${type}: ${message.split('\n', 1)[0]}`
}
