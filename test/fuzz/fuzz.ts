import { createHash } from 'node:crypto'
import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises'
import fc from 'fast-check'
import { z } from 'zod'
import type { Target } from './targets.ts'

const CORPUS = new URL('./corpus/', import.meta.url)

/** How long one input may take: a reader that is slower has a way that grows with its square. */
const INPUT_MS_MAX = 2000

/** What a reader came to. */
export type Fuzzed =
  | { readonly kind: 'held'; readonly inputs: number }
  /** `input` is the smallest one found that breaks it; the seed finds it again. */
  | {
      readonly kind: 'broken'
      readonly inputs: number
      readonly input: string
      readonly seed: number
      readonly error: unknown
    }

/** Gives a reader inputs from a seed, as many or for as long as `until` says. */
export async function fuzz(
  target: Target,
  seed: number,
  until: { readonly inputs: number } | { readonly ms: number },
): Promise<Fuzzed> {
  const property = fc.asyncProperty(target.inputs, (input) => checked(target, input))
  const details = await fc.check(property, {
    seed,
    ...('ms' in until
      ? { numRuns: 1e9, interruptAfterTimeLimit: until.ms }
      : { numRuns: until.inputs }),
  })
  const inputs = details.numRuns
  if (!details.failed || details.counterexample === null) return { kind: 'held', inputs }
  const [input] = details.counterexample
  return { kind: 'broken', inputs, input, seed: details.seed, error: details.errorInstance }
}

/** Gives a reader one input. @throws what it breaks */
export async function checked(target: Target, input: string): Promise<void> {
  const before = process.cpuUsage()
  await target.check(input)
  const { user } = process.cpuUsage(before)
  if (user / 1000 > INPUT_MS_MAX) throw new Error(`it took ${Math.round(user / 1000)} ms`)
}

/** The inputs that have broken a reader before, and those that must be read as they are. */
export async function corpusOf(target: Target): Promise<readonly string[]> {
  const folder = new URL(`./${target.name}/`, CORPUS)
  const files = await readdir(folder).catch(() => [])
  return Promise.all(
    files.sort().map(async (file) => {
      const kept: unknown = JSON.parse(await readFile(new URL(file, folder), 'utf8'))
      return typeof kept === 'string' ? kept : written(Long.parse(kept))
    }),
  )
}

/** A long input of one piece, written short. */
const Long = z.object({
  before: z.string(),
  piece: z.string(),
  times: z.number().int(),
  after: z.string(),
})

function written({ before, piece, times, after }: z.infer<typeof Long>): string {
  return before + piece.repeat(times) + after
}

/** Keeps an input, as JSON so that every mark can be seen. Returns its file. */
export async function keep(target: Target, input: string): Promise<string> {
  const name = createHash('sha256').update(JSON.stringify(input)).digest('hex').slice(0, 12)
  const folder = new URL(`./${target.name}/`, CORPUS)
  await mkdir(folder, { recursive: true })
  const file = new URL(`./${name}.json`, folder)
  await writeFile(file, `${JSON.stringify(input)}\n`)
  return file.pathname
}
