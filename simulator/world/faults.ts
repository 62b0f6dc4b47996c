import type { Random } from '../../src/kernel/ids.ts'
import type { SimRequest } from '../wire/route.ts'
import type { Account } from './accounts.ts'
import type { ListName } from './people.ts'
import type { EveryFault, Kill, OnceFault } from './settings.ts'

/** What a fault may look at when it chooses its victim. */
export type Scene = {
  readonly surface: string
  readonly request: SimRequest
  readonly account: Account | undefined
  /** Username of the profile that is asked about, where the surface knows one. */
  readonly target: string | undefined
}

/** A fault that struck. */
export type Stroke = Pick<EveryFault, 'row' | 'status' | 'message' | 'delayMs' | 'lasting'> & {
  /** How long the condition lasts, where the fault says so. */
  readonly forMs: number | undefined
}

type Armed = {
  readonly fault: OnceFault
  readonly armedAtMs: number
  rows: number
  requests: number
  strokes: number
  firstStrokeAtMs: number | null
}

type ArmedKill = { readonly kill: Kill & { afterRows: number }; rows: number }

/** The faults that are set, the ones that wait for their moment, and the kills that wait. */
export class Faults {
  /** The surfaces that draw: no other can be struck. */
  readonly surfaces = new Set<string>()
  every: readonly EveryFault[] = []
  #armed: Armed[] = []
  #kills: ArmedKill[] = []

  /** Arms faults from now on. */
  arm(faults: readonly OnceFault[], nowMs: number): void {
    for (const fault of faults) {
      const armed = { fault, armedAtMs: nowMs, rows: 0, requests: 0, strokes: 0 }
      this.#armed.push({ ...armed, firstStrokeAtMs: null })
    }
  }

  /** Arms a kill that strikes after some rows. */
  armKill(kill: Kill & { afterRows: number }): void {
    this.#kills.push({ kill, rows: 0 })
  }

  /** The faults that still wait, for `GET /__simulator/faults`. */
  waiting(): { once: OnceFault[]; kills: Kill[] } {
    return {
      once: this.#armed.map((armed) => armed.fault),
      kills: this.#kills.map((armed) => armed.kill),
    }
  }

  /** Forgets everything that is set or waits. */
  reset(): void {
    this.every = []
    this.#armed = []
    this.#kills = []
  }

  /** The fault that strikes this request, if one does. Armed ones go before chance. */
  draw(scene: Scene, random: Random, nowMs: number): Stroke | undefined {
    for (const armed of this.#armed) {
      if (!concerns(armed.fault, scene) || !this.#isDue(armed, nowMs)) continue
      armed.strokes += 1
      armed.firstStrokeAtMs ??= nowMs
      if (armed.fault.forMs === undefined && armed.strokes >= armed.fault.times) {
        this.#armed = this.#armed.filter((other) => other !== armed)
      }
      return { ...armed.fault, forMs: armed.fault.forMs }
    }
    for (const fault of this.every) {
      if (concerns(fault, scene) && random.fraction() < fault.probability) {
        return { ...fault, forMs: undefined }
      }
    }
    return undefined
  }

  /** How many rows a page may hold so that the next fault or kill falls on its end exactly. */
  rowsUntilNext(account: Account, list: ListName, target: string): number {
    let rows = Number.POSITIVE_INFINITY
    for (const { fault, rows: seen } of this.#armed) {
      if (fault.afterRows !== undefined && counts(fault, account, list, target)) {
        if (fault.afterRows > seen) rows = Math.min(rows, fault.afterRows - seen)
      }
    }
    for (const { kill, rows: seen } of this.#kills) {
      if (counts(kill, account, list, target)) rows = Math.min(rows, kill.afterRows - seen)
    }
    return rows
  }

  /** Notes delivered rows and returns the kills that are due because of them. */
  noteRows(account: Account, list: ListName, target: string, rows: number): Kill[] {
    for (const armed of this.#armed) {
      if (counts(armed.fault, account, list, target)) armed.rows += rows
    }
    const due: Kill[] = []
    this.#kills = this.#kills.filter((armed) => {
      if (!counts(armed.kill, account, list, target)) return true
      armed.rows += rows
      if (armed.rows < armed.kill.afterRows) return true
      due.push(armed.kill)
      return false
    })
    return due
  }

  #isDue(armed: Armed, nowMs: number): boolean {
    const { fault, firstStrokeAtMs } = armed
    if (fault.forMs !== undefined && firstStrokeAtMs !== null) {
      return nowMs < firstStrokeAtMs + fault.forMs
    }
    if (armed.rows < (fault.afterRows ?? 0)) return false
    if (nowMs < armed.armedAtMs + (fault.afterMs ?? 0)) return false
    armed.requests += 1
    return armed.requests > (fault.afterRequests ?? 0)
  }
}

/**
 * Whether `surface` is the one named, or belongs to the group named: `list` has `list:followers`.
 */
export function belongsTo(surface: string, name: string): boolean {
  return surface === name || surface.startsWith(`${name}:`)
}

function concerns(fault: EveryFault | OnceFault, scene: Scene): boolean {
  const surface = fault.surface ?? (fault.list ? `list:${fault.list}` : undefined)
  if (surface !== undefined && !belongsTo(scene.surface, surface)) return false
  if (fault.host !== undefined && fault.host !== scene.request.host) return false
  if (fault.username !== undefined && fault.username !== scene.account?.username) return false
  return fault.target === undefined || fault.target === scene.target
}

function counts(
  victims: {
    list?: ListName | undefined
    username?: string | undefined
    target?: string | undefined
  },
  account: Account,
  list: ListName,
  target: string,
): boolean {
  if (victims.list !== undefined && victims.list !== list) return false
  if (victims.username !== undefined && victims.username !== account.username) return false
  return victims.target === undefined || victims.target === target
}
