import type { Clock } from '../kernel/clock.ts'
import type { TellKeys } from './key-event.ts'
import { KEYS_CHANNEL, SEAL_CHANNEL } from './key-store.ts'
import type { Transit } from './transit.ts'
import type { Vault } from './vault.ts'

/** What keeping the keys of a running process needs. */
export type KeepKeysContext = {
  readonly clock: Clock
  readonly vault: Vault
  /** The Vault that has sealed the keys; null without one. */
  readonly transit: Transit | null
  readonly tell: TellKeys
  listen(channel: string, heard: () => void): () => void
}

/** How often a token that cannot be prolonged, or never ends, is looked at. */
const LOOK_MS = 15 * 60_000
/** A token is prolonged when half of its life is over, but not more often than this. */
const RENEW_MS_MIN = 5000

/**
 * Keeps the keys of a process that runs for long: takes up those that are added, and prolongs the
 * token of the Vault before it ends, so that keys can be added and a restart needs nobody.
 */
export function keepKeys(context: KeepKeysContext): { close(): Promise<void> } {
  const { vault, transit, listen } = context
  const over = new AbortController()
  const hear = (to: 'open' | 'seal') => () => {
    void vault.lookAgain(to).then(() => {
      if (vault.trouble === null) context.tell({ kind: 'keys-changed', keys: vault.keyNames })
    })
  }
  const deaf = [listen(KEYS_CHANNEL, hear('open')), listen(SEAL_CHANNEL, hear('seal'))]
  const renewing = transit === null ? Promise.resolve() : renew(context, transit, over.signal)
  return {
    async close() {
      for (const end of deaf) end()
      over.abort()
      await renewing
    },
  }
}

async function renew(
  context: KeepKeysContext,
  transit: Transit,
  signal: AbortSignal,
): Promise<void> {
  while (!signal.aborted) {
    const waitMs = await renewOnce(transit).catch((error: unknown) => {
      const why = error instanceof Error ? error.message : String(error)
      context.tell({ kind: 'vault-token-unrenewed', why })
      return RENEW_MS_MIN * 12
    })
    await context.clock.sleep(waitMs, signal).catch(() => undefined)
  }
}

/** Prolongs the token if half of its life is over. Returns when to look again, in milliseconds. */
async function renewOnce(transit: Transit): Promise<number> {
  const { leftSeconds, wholeSeconds, isRenewable } = await transit.tokenLife()
  if (leftSeconds === null || !isRenewable) return LOOK_MS
  const left = leftSeconds * 2 <= wholeSeconds ? await transit.renewToken() : leftSeconds
  return Math.max(RENEW_MS_MIN, Math.min(LOOK_MS, (left - wholeSeconds / 2) * 1000))
}
