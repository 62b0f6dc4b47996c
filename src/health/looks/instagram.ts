import type { Connect } from '../../instagram/wire/connect.ts'
import { failureOf } from '../../instagram/wire/network-failure.ts'
import type { WayProxy } from '../../instagram/wire/proxy.ts'
import { openEncrypted } from '../../instagram/wire/reach.ts'
import { CLOCK_OFF_MS_MAX, compareClocks } from '../../instagram/wire/server-time.ts'
import { http2Transport } from '../../instagram/wire/transport.ts'
import type { Clock } from '../../kernel/clock.ts'
import type { Note } from '../../words/notes.ts'
import { broken, careful, type Finding, type Look, well } from '../finding.ts'
import { SKEW_MS_MAX } from './database.ts'

/** How Instagram is reached. */
export type WayOut = {
  readonly connect: Connect | null
  readonly proxy: WayProxy | null
  /** What there is to say of the way; null for nothing. */
  readonly note: Note | null
}

const REACH_MS_MAX = 10_000

/** Whether a connection comes about that may be trusted; nothing is asked. */
export function lookAtInstagram(way: WayOut): Look {
  return { what: 'instagram', findings: async () => [await reached(way)] }
}

async function reached({ connect, proxy, note }: WayOut): Promise<Finding> {
  const what = 'instagram'
  try {
    const signal = AbortSignal.timeout(REACH_MS_MAX)
    const socket = await openEncrypted({ connect, proxy }, 'www.instagram.com', signal)
    socket.destroy()
    const at = connect === null ? 'www.instagram.com' : `${connect.host}:${connect.port}`
    return well(what, { code: 'instagram-reached', at, isElsewhere: connect !== null, note })
  } catch (error) {
    const at = connect === null ? 'www.instagram.com:443' : `${connect.host}:${connect.port}`
    const { reason, detail } = failureOf(error, false)
    return broken(what, { code: 'instagram-away', at, isTls: reason === 'tls', detail })
  }
}

/** Two-factor codes are made with our clock and checked with Instagram's. */
export function lookAtInstagramsClock({ connect, proxy }: WayOut, clock: Clock): Look {
  return {
    what: 'clock',
    async findings() {
      const limits = { timeoutMs: REACH_MS_MAX, bodyBytesMax: 1024 * 1024 }
      const transport = http2Transport({ connect, proxy, clock, ...limits })
      try {
        const behindMs = await compareClocks({ transport, clock }, new AbortController().signal)
        return behindMs === null ? [] : [ofSkew(behindMs)]
      } finally {
        await transport.close()
      }
    },
  }
}

function ofSkew(behindMs: number): Finding {
  const seconds = Math.round(behindMs / 1000)
  if (Math.abs(behindMs) <= SKEW_MS_MAX) return well('clock', { code: 'clock-close', seconds })
  const isRefused = Math.abs(behindMs) > CLOCK_OFF_MS_MAX
  const means = { code: 'clock-off', seconds, isRefused } as const
  return isRefused ? broken('clock', means) : careful('clock', means)
}
