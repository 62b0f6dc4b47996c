/**
 * Checks types and style, all at once: one after the other they would leave a processor idle. Each
 * says what it has to say when it has ended.
 *
 * Exit codes: 0 nothing is wrong, 1 something is.
 */
import { spawn } from 'node:child_process'
import { createRequire } from 'node:module'
import { basename, dirname, join, resolve } from 'node:path'
import { text } from 'node:stream/consumers'

const isSeen = process.stdout.isTTY === true
const tsc = programOf('typescript', 'bin/tsc')
const biome = programOf('@biomejs/biome', 'bin/biome')

// By default tsc checks with several threads, each of which works out anew what the others know:
// that is sooner only on processors that have nothing else to do, and costs twice as much.
const typesOf = (project: string): readonly string[] => {
  // What was found right is remembered by the contents of its files, and not worked out again.
  const known = join('node_modules', '.cache', 'types', `${basename(resolve(project))}.tsbuildinfo`)
  const remember = ['--incremental', '--tsBuildInfoFile', known]
  const how = ['--noEmit', '--singleThreaded', '--pretty', String(isSeen)]
  return [tsc, ...how, ...remember, '-p', project]
}
const style = [biome, 'check', `--colors=${isSeen ? 'force' : 'off'}`]
const CHECKS: readonly (readonly string[])[] = [typesOf('.'), typesOf('panel'), style]

function programOf(name: string, file: string): string {
  const { resolve } = createRequire(import.meta.url)
  return join(dirname(resolve(`${name}/package.json`)), file)
}

/** Runs one of them and returns whether it found nothing. */
async function passes(args: readonly string[], signal: AbortSignal): Promise<boolean> {
  const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'pipe'], signal })
  const over = new Promise<number | null>((resolve) => {
    child.on('error', () => resolve(null))
    child.on('close', resolve)
  })
  const [out, err, code] = await Promise.all([text(child.stdout), text(child.stderr), over])
  process.stdout.write(out)
  process.stderr.write(err)
  return code === 0
}

const stop = new AbortController()
for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.once(name, () => stop.abort())
const passed = await Promise.all(CHECKS.map((args) => passes(args, stop.signal)))
process.exitCode = passed.every((each) => each) ? 0 : 1
