import { z } from 'zod'

/** What the process of a growth bench is told to do. */
export const GrowthOrder = z.object({
  place: z.object({
    environment: z.record(z.string(), z.string().optional()),
    dataFolder: z.string(),
    databaseUrl: z.string().nullable(),
    connect: z.string(),
    caFile: z.string(),
  }),
  target: z.string(),
  /** Those of a session that the simulator has opened. */
  cookies: z.string(),
  /** How long it does nothing when all is open, in milliseconds. */
  idleMs: z.number(),
})
export type GrowthOrder = z.infer<typeof GrowthOrder>

/** What it says. */
export const GrowthResult = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('opened') }),
  z.object({ kind: z.literal('progress'), fetched: z.number(), tookMs: z.number() }),
  z.object({
    kind: z.literal('result'),
    status: z.string(),
    collected: z.number(),
    confidence: z.string(),
    requests: z.number(),
    /** From the order to the end of the check: both lists read and saved. */
    readingMs: z.number(),
    /** From there until the lists are compared and the report is on the disk. */
    reportMs: z.number(),
    /** In memory before the check. */
    openedMb: z.number(),
    /** The most that ever was in memory. */
    peakMb: z.number(),
  }),
])
export type GrowthResult = z.infer<typeof GrowthResult>
export type GrowthEnd = Extract<GrowthResult, { kind: 'result' }>
