import type { Connect } from '../../instagram/wire/connect.ts'
import { failureOf } from '../../instagram/wire/network-failure.ts'
import type { WayProxy } from '../../instagram/wire/proxy.ts'
import { openEncrypted } from '../../instagram/wire/reach.ts'
import { CLOCK_OFF_MS_MAX, compareClocks, offInWords } from '../../instagram/wire/server-time.ts'
import { http2Transport } from '../../instagram/wire/transport.ts'
import type { Clock } from '../../kernel/clock.ts'
import { broken, careful, type Finding, type Look, well } from '../finding.ts'
import { SKEW_MS_MAX } from './database.ts'

/** How Instagram is reached. */
export type WayOut = {
  readonly connect: Connect | null
  readonly proxy: WayProxy | null
  /** What there is to say of the way; null for nothing. */
  readonly says: string | null
}

const REACH_MS_MAX = 10_000

/** Whether a connection comes about that may be trusted; nothing is asked. */
export function lookAtInstagram(way: WayOut): Look {
  return { what: 'instagram', findings: async () => [await reached(way)] }
}

async function reached({ connect, proxy, says }: WayOut): Promise<Finding> {
  const what = 'instagram'
  try {
    const signal = AbortSignal.timeout(REACH_MS_MAX)
    const socket = await openEncrypted({ connect, proxy }, 'www.instagram.com', signal)
    socket.destroy()
    const at = connect === null ? 'www.instagram.com' : `${connect.host}:${connect.port}`
    const away = connect === null ? '' : ' (set by EVERCHECK_INSTAGRAM_CONNECT)'
    return well(what, `${at} can be reached${away}.${says === null ? '' : ` Note: ${says}.`}`)
  } catch (error) {
    const at = connect === null ? 'www.instagram.com:443' : `${connect.host}:${connect.port}`
    const { reason, detail } = failureOf(error, false)
    const remedy =
      reason === 'tls'
        ? 'check the clock, EVERCHECK_INSTAGRAM_CA, and whatever on the way reads along'
        : 'check the network, a firewall or proxy, and the name server'
    return broken(what, `${at} cannot be reached (${detail}): ${remedy}.`)
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
  const off = offInWords(behindMs)
  if (Math.abs(behindMs) <= SKEW_MS_MAX) return well('clock', `It is ${off}: close enough.`)
  const isRefused = Math.abs(behindMs) > CLOCK_OFF_MS_MAX
  const says = `This machine's clock is ${off}: switch on time synchronisation (NTP). Two-factor codes need it${isRefused ? ', and are refused like this' : ''}.`
  return isRefused ? broken('clock', says) : careful('clock', says)
}
