import type { z } from 'zod'
import type { Account } from '../world/accounts.ts'
import { type Person, WorldError } from '../world/people.ts'
import type { World } from '../world/world.ts'
import { complaint } from './complaint.ts'
import type { MadeWorld } from './plan.ts'

/** What a control call is answered from. */
export type Call = {
  readonly made: MadeWorld
  readonly world: World
  readonly body: unknown
  readonly query: URLSearchParams
}

/** One control call: everything below `/__simulator/` is a list of these. */
export type Control = {
  readonly method: 'GET' | 'POST'
  readonly path: RegExp
  /** One line for the list of calls that an unknown path gets. */
  readonly usage: string
  answer(call: Call, parts: readonly string[]): unknown
}

/** The body in its shape. @throws WorldError that says what is wrong with it. */
export function parse<T>(schema: z.ZodType<T>, body: unknown): T {
  const parsed = schema.safeParse(body)
  if (!parsed.success) throw new WorldError(complaint(parsed.error, body))
  return parsed.data
}

/** @throws WorldError when nobody has that name. */
export function personOf(world: World, username = ''): Person {
  const person = world.people.find(username)
  if (!person) throw new WorldError(`there is no person named ${username}`)
  return person
}

/** @throws WorldError when no account has that name. */
export function accountOf(world: World, username: string): Account {
  const account = world.findAccount(username)
  if (!account) throw new WorldError(`there is no account named ${username}`)
  return account
}
