import { createHash } from 'node:crypto'
import type { Clock } from '../../src/kernel/clock.ts'
import { ROWS } from '../faults/rows.ts'
import { loginSettings } from '../login/settings.ts'
import type { Route } from '../wire/route.ts'
import type { Account } from '../world/accounts.ts'
import { defaultBehaviour } from '../world/behaviour.ts'
import { belongsTo } from '../world/faults.ts'
import { type Person, WorldError } from '../world/people.ts'
import {
  type AccountSpec,
  DEFAULT_PAGES,
  type EveryFault,
  type OnceFault,
  SettingsChange,
  SimulatorConfig,
  type TargetSpec,
} from '../world/settings.ts'
import { SimulatorClock } from '../world/simulator-clock.ts'
import { alphanumericText } from '../world/tokens.ts'
import { decodeBase32 } from '../world/totp.ts'
import { World } from '../world/world.ts'
import { complaint } from './complaint.ts'
import { composeRoutes } from './routes.ts'

/** What a world is made from. The same plan makes the same world. */
export type WorldPlan = {
  readonly seed?: number
  /** People and behaviour; without it, the default world of `docs/simulator.md`. */
  readonly config?: SimulatorConfig
  /** The time it lives in; the machine's, unless a test brings its own. */
  readonly clock?: Clock
}

/** A world and what it serves. */
export type MadeWorld = {
  readonly world: World
  readonly routes: readonly Route[]
  /** How it behaves after `{"reset": true}`. */
  readonly initial: SettingsChange
}

const DEFAULT_ACCOUNTS: readonly AccountSpec[] = [
  { username: 'keeper', totpSecret: true, followers: 41, following: 60 },
  { username: 'second', followers: 12, following: 30 },
  { username: 'third', totpSecret: true, followers: 7, following: 19 },
]

const DEFAULT_TARGETS: readonly TargetSpec[] = [
  {
    username: 'ada.example',
    fullName: 'Ada Example',
    followers: 1663,
    following: 1204,
    mutual: 861,
  },
  { username: 'small.example', followers: 58, following: 43, mutual: 20 },
  { username: 'empty.example', followers: 0, following: 0 },
  { username: 'lonely.example', followers: 0, following: 37, mutual: 0 },
  { username: 'private.example', followers: 310, following: 205, private: true },
  {
    username: 'friend.example',
    followers: 240,
    following: 190,
    private: true,
    followedBy: ['keeper'],
  },
  { username: 'shop.example', followers: 820, following: 96, business: true },
  { username: 'blocker.example', followers: 150, following: 140, blocks: ['keeper'] },
  {
    username: 'off.example',
    followers: 900,
    following: 400,
    above: { followers: 7, following: 2 },
  },
  { username: 'star.example', followers: 48_000, following: 120, verified: true, limited: true },
]

/**
 * Instagram's own profile, which is there in every world: clients look at it to judge a session.
 */
const INSTAGRAM: TargetSpec = {
  username: 'instagram',
  pk: 25_025_320,
  fullName: 'Instagram',
  followers: 690_000_000,
  following: 210,
  mutual: 0,
  verified: true,
  limited: true,
}

/** Makes a world. @throws WorldError when the configuration cannot be met. */
export function makeWorld(plan: WorldPlan): MadeWorld {
  const config = plan.config ?? {}
  const parsed = SimulatorConfig.safeParse(config)
  if (!parsed.success) throw new WorldError(`the configuration: ${complaint(parsed.error, config)}`)
  const world = new World(plan.seed ?? 1, new SimulatorClock(plan.clock))
  const { accounts = DEFAULT_ACCOUNTS, targets = DEFAULT_TARGETS, faults = {} } = parsed.data
  for (const account of accounts) addAccount(world, account)
  for (const target of targets) addTarget(world, target)
  if (!world.people.find(INSTAGRAM.username)) addTarget(world, INSTAGRAM)
  const routes = composeRoutes(world)
  changeSettings(world, faults, faults)
  return { world, routes, initial: faults }
}

/** Makes an account: a person with two lists who can log in. @throws WorldError */
export function addAccount(world: World, spec: AccountSpec): Account {
  const { username, password, totpSecret, standing, followers = 0, following = 0 } = spec
  const secret = totpSecret === true ? madeUpSecret(world, username) : (totpSecret ?? null)
  if (secret !== null) assertBase32(secret)
  const person = world.people.addTarget({ username, followers, following })
  const account = {
    password: password ?? alphanumericText(world.random, 16),
    totpSecret: secret,
    ...(standing ? { standing } : {}),
  }
  return world.addAccount(person, account)
}

function assertBase32(secret: string): void {
  try {
    decodeBase32(secret)
  } catch (cause) {
    throw new WorldError('a TOTP secret is written in base32 (A-Z, 2-7)', { cause })
  }
}

function madeUpSecret(world: World, username: string): string {
  const bytes = createHash('sha256').update(`${world.seed}|${username}`).digest()
  return Array.from(bytes, (byte) => 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'[byte & 31]).join('')
}

/** Makes a target. @throws WorldError */
export function addTarget(world: World, spec: TargetSpec): Person {
  const followers = accountsOf(world, spec.followedBy)
  const blocked = accountsOf(world, spec.blocks)
  const person = world.people.addTarget(spec)
  for (const { pk } of followers) world.people.setFollows(Number(pk), person.pk, true)
  for (const { pk } of blocked) world.people.block(person.pk, Number(pk))
  return person
}

function accountsOf(world: World, usernames: readonly string[] = []): Account[] {
  return usernames.map((username) => {
    const account = world.findAccount(username)
    if (!account) throw new WorldError(`there is no account named ${username}`)
    return account
  })
}

/**
 * Changes how the world behaves; what is not named stays. `initial` is what `reset` goes back to.
 * @throws WorldError when a row, a victim or a login setting does not exist.
 */
export function changeSettings(
  world: World,
  change: SettingsChange,
  initial: SettingsChange,
): void {
  const parsed = SettingsChange.safeParse(change)
  if (!parsed.success) throw new WorldError(complaint(parsed.error, change))
  const { data } = parsed
  for (const fault of [...(data.every ?? []), ...(data.once ?? [])]) assertCanStrike(world, fault)
  for (const unserved of data.notServed ?? []) assertThere(world, unserved)
  if (data.login) assertLoginSettings({ ...world.loginSettings, ...data.login })
  if (data.reset) {
    resetSettings(world)
    changeSettings(world, { ...initial, reset: false }, initial)
  }
  const { behaviour } = world
  behaviour.latencyMs = data.latencyMs ?? behaviour.latencyMs
  behaviour.http1Gate = data.http1Gate ?? behaviour.http1Gate
  behaviour.clientGate = data.clientGate ?? behaviour.clientGate
  behaviour.htmlShell = data.htmlShell ?? behaviour.htmlShell
  behaviour.appVersionMin = data.appVersionMin ?? behaviour.appVersionMin
  behaviour.webSessionOnMobile = data.webSessionOnMobile ?? behaviour.webSessionOnMobile
  behaviour.webProfileOnMobile = data.webProfileOnMobile ?? behaviour.webProfileOnMobile
  behaviour.graphqlLists = data.graphqlLists ?? behaviour.graphqlLists
  behaviour.privateLists = data.privateLists ?? behaviour.privateLists
  behaviour.pages = { ...behaviour.pages, ...named(data.pages ?? {}) }
  behaviour.notServed = data.notServed ?? behaviour.notServed
  world.people.countersAbove = behaviour.pages.countersAbove
  world.loginsMax = data.loginsMax ?? world.loginsMax
  world.trustsDevices = data.trustsDevices ?? world.trustsDevices
  if (data.throttle !== undefined) world.throttles.settings = data.throttle
  if (data.every) world.faults.every = data.every
  if (data.once) world.faults.arm(data.once, world.clock.nowMs())
  Object.assign(world.loginSettings, data.login)
}

/** Refuses a fault that could never strike, because its row or its victim is not there. */
function assertCanStrike(world: World, fault: EveryFault | OnceFault): void {
  const { row, target } = fault
  if (!(row in ROWS)) {
    throw new WorldError(`there is no row "${row}"; there are ${Object.keys(ROWS).join(', ')}`)
  }
  assertThere(world, fault)
  if (target !== undefined && world.people.find(target)?.username !== target) {
    throw new WorldError(`a fault wants a target: nobody is named "${target}"`)
  }
}

/** Refuses a surface or an account that is not there. */
function assertThere(
  world: World,
  { surface, username }: { surface?: string | undefined; username?: string | undefined },
): void {
  const surfaces = [...world.faults.surfaces]
  if (surface !== undefined && !surfaces.some((known) => belongsTo(known, surface))) {
    throw new WorldError(`there is no surface "${surface}"; there are ${surfaces.join(', ')}`)
  }
  if (username !== undefined && world.findAccount(username)?.username !== username) {
    throw new WorldError(`a fault wants an account: none is named "${username}"`)
  }
}

function resetSettings(world: World): void {
  Object.assign(world.behaviour, defaultBehaviour(), { pages: { ...DEFAULT_PAGES } })
  world.faults.reset()
  world.throttles.reset()
  world.throttles.settings = null
  world.loginsMax = 5
  world.trustsDevices = true
  for (const key of Object.keys(world.loginSettings)) delete world.loginSettings[key]
}

function assertLoginSettings(settings: Record<string, unknown>): void {
  try {
    loginSettings({ loginSettings: settings })
  } catch (cause) {
    throw new WorldError('login: there is no such setting, or it cannot have that value', { cause })
  }
}

/** The fields that are really there: `undefined` must not overwrite. */
function named<T extends object>(fields: T): { [Key in keyof T]: Exclude<T[Key], undefined> } {
  const entries = Object.entries(fields).filter(([, value]) => value !== undefined)
  return Object.fromEntries(entries) as { [Key in keyof T]: Exclude<T[Key], undefined> }
}
