import { work } from '../../src/checks/work.ts'
import type { ClosableTransport } from '../../src/instagram/wire/transport.ts'
import { browserWay } from '../../src/sessions/ways/browser-way.ts'
import { openEvercheck } from '../evercheck.ts'
import { residentMb } from '../figures.ts'
import type { FromWorker, SliceDelay, ToWorker, WorkerOrder } from './message.ts'
import { RemoteTypist } from './remote-typist.ts'

// A worker in a process of its own, as `evercheck worker` is one, but that its logins are typed by
// the bench. It is told to start, and to end, over the channel to its parent.

const over = new AbortController()
const typist = new RemoteTypist(say)
process.on('message', (message: ToWorker) => {
  if (message.kind === 'start') void start(message.order)
  if (message.kind === 'end') over.abort(new Error('the bench is over'))
  void typist.hear(message)
})
// Its bench has gone, even by SIGKILL.
process.on('disconnect', () => process.exit(0))

/** For how long slots are free: from when an account is put down until the next one is in hand. */
class Slots {
  readonly delays: SliceDelay[] = []
  readonly #freeSinceMs: number[]

  constructor(count: number) {
    this.#freeSinceMs = Array.from({ length: count }, () => performance.now())
  }

  free(): void {
    this.#freeSinceMs.push(performance.now())
  }

  begin(): void {
    const sinceMs = this.#freeSinceMs.shift()
    if (sinceMs === undefined) return
    const nowMs = performance.now()
    this.delays.push({ atMs: performance.timeOrigin + nowMs, delayMs: nowMs - sinceMs })
  }
}

async function start({ place, slots: count }: WorkerOrder): Promise<void> {
  const app = await openEvercheck(place, (event) => {
    if (event.kind === 'work-failed') say({ kind: 'failure', why: event.why })
  })
  const { db, vault, clock, tell } = app
  const slots = new Slots(count)
  const openTransport = (own: Parameters<typeof app.openTransport>[0]): ClosableTransport => {
    return watched(app.openTransport(own), slots)
  }
  await app.describe({ roles: ['work'], version: 'bench' })
  let peakMb = await residentMb('self')
  const startMb = peakMb
  const looking = setInterval(async () => {
    peakMb = Math.max(peakMb, await residentMb('self'))
  }, 1000)
  say({ kind: 'ready' })
  await work(
    {
      ...app,
      slots: count,
      openTransport,
      loginWays: [browserWay({ db, vault, clock, tell }, typist)],
      openPage: async () => null,
    },
    over.signal,
  )
  clearInterval(looking)
  const { user, system } = process.cpuUsage()
  const endMb = await residentMb('self')
  await app.close()
  const report = { delays: slots.delays, startMb, peakMb, endMb, cpuMs: (user + system) / 1000 }
  say({ kind: 'over', report })
}

function watched(transport: ClosableTransport, slots: Slots): ClosableTransport {
  slots.begin()
  return {
    send: (request, signal) => transport.send(request, signal),
    async close() {
      slots.free()
      await transport.close()
    },
  }
}

function say(message: FromWorker): void {
  process.send?.(message)
}
