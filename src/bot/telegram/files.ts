import { createReadStream, createWriteStream } from 'node:fs'
import { isAbsolute } from 'node:path'
import { Readable, Transform } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { type Api, HttpError } from 'grammy'

/** Where files that people have sent are loaded from. */
export type Files = {
  readonly api: Api
  readonly token: string
  /** Without a slash at its end. */
  readonly apiRoot: string
  /** More is not loaded. */
  readonly bytesMax: number
}

/** Telegram's own server gives files up to this size, one of the operator's gives any. */
export const FILE_BYTES_MAX = { telegram: 20 * 1024 * 1024, own: 2000 * 1024 * 1024 } as const

const LOAD_MS_MAX = 120_000

/**
 * Loads a file onto the disk. A Bot API server of the operator's may have it on the same disk
 * already. @throws GrammyError, HttpError
 */
export async function fetchFile(files: Files, fileId: string, to: string): Promise<void> {
  const { file_path: path } = await files.api.getFile(fileId)
  if (path === undefined) throw new HttpError('the file has no path', new Error('no file_path'))
  try {
    await pipeline(await opened(files, path), bounded(files.bytesMax), createWriteStream(to))
  } catch (cause) {
    // The address of a file holds the token: nothing of what went wrong is told but its kind.
    const kind = cause instanceof Error ? cause.name : 'Error'
    throw new HttpError(`a file was not loaded (${kind})`, new Error(kind))
  }
}

async function opened({ apiRoot, token }: Files, path: string): Promise<Readable> {
  if (isAbsolute(path)) return createReadStream(path)
  const address = `${apiRoot}/file/bot${token}/${path.split('/').map(encodeURIComponent).join('/')}`
  const answer = await fetch(address, { signal: AbortSignal.timeout(LOAD_MS_MAX) })
  if (!answer.ok || answer.body === null) throw new Error(`status ${answer.status}`)
  return Readable.fromWeb(answer.body as Parameters<typeof Readable.fromWeb>[0])
}

/** Whatever was said of its size: no more than this is written. */
function bounded(bytesMax: number): Transform {
  let bytes = 0
  return new Transform({
    transform(chunk: Buffer, _encoding, done) {
      bytes += chunk.length
      if (bytes > bytesMax) done(new RangeError('too large'))
      else done(null, chunk)
    },
  })
}
