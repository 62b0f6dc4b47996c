import { mkdtemp, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Bench } from '../../simulator/test-client.ts'
import type { SettingsChange } from '../../simulator/world/settings.ts'
import { Closers } from '../../src/kernel/closers.ts'
import { removeFolder } from '../quick-folder.ts'
import { type Client, type Ended, type RunOptions, run } from './client.ts'
import { type Front, openFront } from './front.ts'

/** No run of a client may take longer. */
const RUN_LIMIT_MS = 60_000

/** Cookies by name, as a ready login has them. */
export type Cookies = Readonly<Record<string, string>>

/**
 * What one try runs on: its own simulator, the front before it, a client, and an empty
 * folder that is the client's home. All of it is gone afterwards.
 */
export class Stage implements AsyncDisposable {
  readonly client: Client
  readonly front: Front
  readonly folder: string
  readonly #bench: Bench
  readonly #closers: Closers
  readonly #options: RunOptions

  private constructor(
    client: Client,
    parts: { bench: Bench; front: Front; folder: string; closers: Closers; signal: AbortSignal },
  ) {
    this.client = client
    this.front = parts.front
    this.folder = parts.folder
    this.#bench = parts.bench
    this.#closers = parts.closers
    this.#options = {
      cwd: parts.folder,
      environment: { ...homeIn(parts.folder), ...wayTo(parts.front, caFile(parts.folder)) },
      limitMs: RUN_LIMIT_MS,
      signal: parts.signal,
    }
  }

  /** Sets the stage. Its lists have the habits of every day, unless `faults` say otherwise. */
  static async open(client: Client, faults: SettingsChange, signal: AbortSignal): Promise<Stage> {
    const closers = new Closers()
    try {
      const folder = await mkdtemp(join(tmpdir(), 'evercheck-clients-'))
      closers.add('folder', () => removeFolder(folder))
      const bench = await Bench.open({ config: { faults } })
      closers.add('simulator', () => bench[Symbol.asyncDispose]())
      const front = await openFront(bench.simulator)
      closers.add('front', () => front.close())
      await writeFile(caFile(folder), bench.simulator.ca)
      return new Stage(client, { bench, front, folder, closers, signal })
    } catch (error) {
      await closers.close()
      throw error
    }
  }

  /** Runs the client itself. */
  run(args: readonly string[], input = ''): Promise<Ended> {
    return run(this.client.file, args, { ...this.#options, input })
  }

  /** Runs a script of ours that calls the client's library. */
  runPython(script: string, input: unknown): Promise<Ended> {
    return run(this.client.python, [script], { ...this.#options, input: JSON.stringify(input) })
  }

  /** A control call of the simulator; its answer. */
  // Tries look into answers freely; a wrong path shows as a failed expectation.
  // biome-ignore lint/suspicious/noExplicitAny: the shape is what the try is about
  control(path: string, body?: unknown): Promise<any> {
    return this.#bench.control(path, body)
  }

  /** The password of an account. */
  passwordOf(username: string): string {
    return this.#bench.simulator.world.findAccount(username)?.password ?? ''
  }

  /** The TOTP code of an account at this moment. */
  async codeOf(username: string): Promise<string> {
    return (await this.control(`codes/${username}`)).totp
  }

  /** A login that was made elsewhere, as a browser would export it. */
  async cookiesOf(username: string): Promise<Cookies> {
    return (await this.control('sessions/create', { username })).cookies
  }

  /** A list as it really is, in order of the numbers. */
  async truth(username: string, list: 'followers' | 'following'): Promise<readonly string[]> {
    return sorted((await this.control(`truth/${username}/${list}`)).pks)
  }

  /** A file in the client's folder. */
  async write(name: string, text: string): Promise<string> {
    const file = join(this.folder, name)
    await writeFile(file, text)
    return file
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#closers.close()
  }
}

/** A copy of `pks`, in order of the numbers. */
export function sorted(pks: readonly string[]): readonly string[] {
  return pks.toSorted((a, b) => Number(a) - Number(b))
}

function caFile(folder: string): string {
  return join(folder, 'ca.pem')
}

/** Nothing of the caller's settings but where programs are: no login of anybody's is found. */
export function homeIn(folder: string): Record<string, string> {
  return {
    PATH: process.env.PATH ?? '',
    HOME: folder,
    XDG_CONFIG_HOME: join(folder, 'config'),
    XDG_CACHE_HOME: join(folder, 'cache'),
    LANG: 'C.UTF-8',
    PYTHONDONTWRITEBYTECODE: '1',
  }
}

/** The ordinary settings of an ordinary machine that is behind a proxy. */
function wayTo(front: Front, ca: string): Record<string, string> {
  return {
    HTTPS_PROXY: front.url,
    https_proxy: front.url,
    HTTP_PROXY: front.url,
    http_proxy: front.url,
    REQUESTS_CA_BUNDLE: ca,
    SSL_CERT_FILE: ca,
  }
}
