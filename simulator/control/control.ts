import { isIP } from 'node:net'
import { z } from 'zod'
import type { SimAnswer, SimRequest } from '../wire/route.ts'
import type { Session } from '../world/accounts.ts'
import { WorldError } from '../world/people.ts'
import { AccountSpec, Kill, Ms, SettingsChange } from '../world/settings.ts'
import { totpCode, totpStep } from '../world/totp.ts'
import type { World } from '../world/world.ts'
import { accountOf, type Control, parse } from './call.ts'
import { PEOPLE_CALLS } from './people-calls.ts'
import { addAccount, changeSettings, type MadeWorld } from './plan.ts'

/** Some thirty years. */
const AHEAD_MS_MAX = 1_000_000_000_000

const CONTROLS: readonly Control[] = [
  ...PEOPLE_CALLS,
  {
    method: 'GET',
    path: /^counters$/,
    usage: 'GET counters',
    answer: ({ world }) => world.counters,
  },
  {
    method: 'POST',
    path: /^counters\/reset$/,
    usage: 'POST counters/reset',
    answer({ world }) {
      world.counters.reset()
      return world.counters
    },
  },
  {
    method: 'GET',
    path: /^faults$/,
    usage: 'GET faults',
    answer: ({ world }) => settingsOf(world),
  },
  {
    method: 'POST',
    path: /^faults$/,
    usage: 'POST faults {every, once, throttle, latencyMs, pages, …, reset}',
    answer({ world, made, body }) {
      changeSettings(world, parse(SettingsChange, body), made.initial)
      return settingsOf(world)
    },
  },
  {
    method: 'POST',
    path: /^throttle$/,
    usage: 'POST throttle {username or address, forMs}',
    answer: ({ world, body }) => throttle(world, body),
  },
  {
    method: 'GET',
    path: /^sessions$/,
    usage: 'GET sessions',
    answer: ({ world }) => ({ sessions: world.sessions().map(sessionLine) }),
  },
  {
    method: 'POST',
    path: /^sessions\/kill$/,
    usage: 'POST sessions/kill {username, disguise, afterRows, list, standing}',
    answer({ world, body }) {
      const kill = parse(Kill, body)
      const { username } = accountOf(world, kill.username)
      return { killed: world.kill({ ...kill, username }), armed: kill.afterRows !== undefined }
    },
  },
  {
    method: 'POST',
    path: /^sessions\/create$/,
    usage: 'POST sessions/create {username}',
    answer: ({ world, body }) => createSession(world, body),
  },
  {
    method: 'GET',
    path: /^accounts$/,
    usage: 'GET accounts',
    answer: ({ world }) => ({ accounts: accountLines(world) }),
  },
  {
    method: 'POST',
    path: /^accounts$/,
    usage: 'POST accounts {username, password, totpSecret, standing, followers, following}',
    answer: ({ world, body }) => accountChange(world, parse(AccountSpec, body)),
  },
  {
    method: 'GET',
    path: /^codes\/([^/]+)$/,
    usage: 'GET codes/{username}',
    answer({ world }, [username = '']) {
      const account = accountOf(world, username)
      const step = totpStep(world.clock.nowMs())
      const { totpSecret } = account
      return {
        totp: totpSecret === null ? null : totpCode(totpSecret, step),
        sent: world.sentCodes.get(account.pk) ?? null,
      }
    },
  },
  {
    method: 'GET',
    path: /^clock$/,
    usage: 'GET clock',
    answer: ({ world }) => clockOf(world),
  },
  {
    method: 'POST',
    path: /^clock\/advance$/,
    usage: 'POST clock/advance {ms}',
    answer({ world, body }) {
      const { ms } = parse(z.strictObject({ ms: Ms }), body)
      if (world.clock.aheadMs + ms > AHEAD_MS_MAX) {
        throw new WorldError(`the clock may be ${AHEAD_MS_MAX} ms ahead at most`)
      }
      world.clock.advance(ms)
      return clockOf(world)
    },
  },
]

/** Answers one control call; what cannot be done is a 4xx with a sentence. */
export function controlAnswer(made: MadeWorld, request: SimRequest, path: string): SimAnswer {
  const trimmed = path.replace(/\/$/, '')
  const known = CONTROLS.filter((control) => control.path.test(trimmed))
  const control = known.find(({ method }) => method === request.method)
  if (!control) {
    const calls = CONTROLS.map(({ usage }) => usage)
    if (known.length === 0) return { status: 404, json: { error: noSuchCall(trimmed), calls } }
    const error = `${trimmed} wants ${known.map(({ method }) => method).join(' or ')}`
    return { status: 405, json: { error, calls } }
  }
  try {
    const parts = control.path.exec(trimmed)?.slice(1).map(decoded) ?? []
    const call = { made, world: made.world, body: bodyOf(request), query: request.query }
    return { status: 200, json: control.answer(call, parts) }
  } catch (error) {
    if (!(error instanceof WorldError)) throw error
    const status = /^there is no (account|target|person)/.test(error.message) ? 404 : 400
    return { status, json: { error: error.message, code: error.code } }
  }
}

function noSuchCall(path: string): string {
  if (path === '') return 'a control call is missing behind /__simulator/'
  return `there is no control call "${path}"`
}

function decoded(part: string): string {
  try {
    return decodeURIComponent(part)
  } catch (cause) {
    throw new WorldError(`"${part}" is not percent-encoded as an address is`, { cause })
  }
}

function bodyOf(request: SimRequest): unknown {
  if (request.body.trim() === '') return {}
  try {
    return JSON.parse(request.body)
  } catch (cause) {
    throw new WorldError('the body is not JSON', { cause })
  }
}

function settingsOf(world: World): Record<string, unknown> {
  return {
    ...world.behaviour,
    throttle: world.throttles.settings,
    every: world.faults.every,
    ...world.faults.waiting(),
    loginsMax: world.loginsMax,
    trustsDevices: world.trustsDevices,
    login: world.loginSettings,
  }
}

const ThrottleCall = z.strictObject({
  username: z.string().optional(),
  address: z.string().optional(),
  forMs: Ms,
})

function throttle(world: World, body: unknown): Record<string, unknown> {
  const { username, address, forMs } = parse(ThrottleCall, body)
  if ((username === undefined) === (address === undefined)) {
    throw new WorldError('say whom to throttle: a username or an address')
  }
  if (address !== undefined && isIP(address) === 0) {
    throw new WorldError(`"${address}" is not an IP address`)
  }
  const key = username === undefined ? (address ?? '') : accountOf(world, username).pk
  world.throttles.fall(key, forMs, world.clock.nowMs())
  return { throttledUntil: new Date(world.throttles.throttledUntilMs(key)) }
}

function sessionLine(session: Session): Record<string, unknown> {
  return {
    name: session.name,
    username: session.account.username,
    surface: session.surface,
    method: session.method,
    createdAt: session.createdAt,
    alive: session.death === null,
    disguise: session.death?.disguise ?? null,
    diedAt: session.death?.diedAt ?? null,
    requests: session.requests,
  }
}

function createSession(world: World, body: unknown): Record<string, unknown> {
  const schema = z.strictObject({
    username: z.string(),
    userAgent: z.string().optional(),
    surface: z.enum(['web', 'mobile']).optional(),
  })
  const { username, userAgent = '', surface = 'web' } = parse(schema, body)
  const account = accountOf(world, username)
  const device = { ...world.newDevice(), userAgent }
  const opening = { device, surface, address: '127.0.0.1', method: 'control' }
  const { session, setCookies } = world.openSession(account, opening)
  const cookies = setCookies.map((text) => text.slice(0, text.indexOf(';')).split(/=(.*)/s, 2))
  return {
    ...sessionLine(session),
    pk: account.pk,
    cookies: Object.fromEntries(cookies),
    setCookies,
    wwwClaim: session.wwwClaim,
  }
}

function accountLines(world: World): Record<string, unknown>[] {
  return world.accounts().map((account) => ({
    username: account.username,
    pk: account.pk,
    standing: account.standing,
    throttledUntil: new Date(world.throttles.throttledUntilMs(account.pk)),
    trustedDevices: account.trustedDevices.size,
  }))
}

/** Makes an account, or changes the one that has the name. */
function accountChange(world: World, spec: AccountSpec): Record<string, unknown> {
  const known = world.findAccount(spec.username)
  const account = known ?? addAccount(world, spec)
  if (known) {
    if (spec.totpSecret === true) throw new WorldError('totpSecret: give the new secret itself')
    known.password = spec.password ?? known.password
    if (spec.totpSecret !== undefined) known.totpSecret = spec.totpSecret
    known.standing = spec.standing ?? known.standing
  }
  const { username, pk, password, totpSecret, standing } = account
  return { username, pk, password, totpSecret, standing }
}

function clockOf(world: World): Record<string, unknown> {
  return { now: world.clock.now(), aheadMs: world.clock.aheadMs }
}
