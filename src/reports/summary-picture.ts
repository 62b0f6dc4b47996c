import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { buffer } from 'node:stream/consumers'
import { fileURLToPath } from 'node:url'
import { drawPicture } from './draw-picture.ts'
import type { Reader } from './reader.ts'
import type { Summary } from './summary.ts'

/** From so many people on a report is so large that nothing may lie in memory beside it. */
const LARGE = 100_000

const PROCESS = fileURLToPath(new URL('./draw-picture-process.ts', import.meta.url))

/**
 * The summary as a picture for chats (PNG). Null on a machine for which the library that draws has
 * no binary: the picture repeats what the other files say. That of a large report is drawn by a
 * process of its own, because the library would keep its memory while the lists are written.
 */
export async function summaryPicture(summary: Summary, reader: Reader): Promise<Uint8Array | null> {
  const people = summary.lists.reduce((sum, { read }) => sum + (read ?? 0), 0)
  return people < LARGE ? await drawPicture(summary, reader) : await drawElsewhere(summary, reader)
}

async function drawElsewhere(summary: Summary, reader: Reader): Promise<Uint8Array | null> {
  const child = spawn(process.execPath, ['--disable-sigusr1', PROCESS], {
    stdio: ['pipe', 'pipe', 'ignore'],
    env: {},
  })
  // One that cannot be started, or dies while it is written to, has drawn nothing.
  child.on('error', () => {})
  child.stdin.on('error', () => {})
  child.stdin.end(JSON.stringify({ summary, reader }))
  const [picture] = await Promise.all([buffer(child.stdout), once(child, 'close')]).catch(() => [
    Buffer.alloc(0),
  ])
  return picture.length > 0 ? picture : null
}
