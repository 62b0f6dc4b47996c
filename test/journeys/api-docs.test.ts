import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { chmod, mkdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'
import { ENDPOINTS } from '../../src/contract/all.ts'
import { startService } from '../service-process.ts'
import { ADA, Trial } from '../trial.ts'

const PAGE = new URL('../../docs/api.md', import.meta.url)
const MAIN = fileURLToPath(new URL('../../bin/evercheck.js', import.meta.url))

/** `jq -r .FIELD [FILE]`, which is all that the page asks of it: not every machine has one. */
const JQ = `#!${process.execPath}
const { readFileSync } = require('node:fs')
const [, field, file = 0] = process.argv.slice(2)
console.log(JSON.parse(readFileSync(file, 'utf8'))[field.slice(1)])
`

test('every line of docs/api.md does what it says, as it is printed', async () => {
  await using trial = await Trial.open()
  const settings = { ...trial.settings(), EVERCHECK_PACE_MS: '0' }
  await using service = await startService(['serve', '--roles', 'work,schedule,api'], settings)
  const shell = await shellOf(trial, settings)
  const page = await readFile(PAGE, 'utf8')
  const blocks = [...page.matchAll(/```sh\n([\s\S]*?)```/g)].map(([, lines = '']) => lines)
  expect(blocks.length).toBeGreaterThan(6)
  // The address is the reader's own.
  const lines = blocks.join('\n').replace(/^API=.*$/m, `API=${service.ready.api}`)
  const said = await shell(`set -eu\n${lines}`)
  expect(said.stderr).toBe('')
  for (const word of [
    '"state":"queued"',
    'event: check-ended',
    '"not-following-back":{"count":36',
    '"sort":"name"',
    '"refreshed":[]',
    '"balance":10',
    '"secret":"whsec_',
    '"code":"CHECK_UNKNOWN"',
    '"happened":',
  ]) {
    expect(said.stdout).toContain(word)
  }
  const csv = await readFile(join(trial.reportFolder, 'followers.csv'), 'utf8')
  expect(csv.trim().split('\r\n')).toHaveLength(ADA.followers + 1)

  const docs = await (await fetch(`${service.ready.health}/docs`)).text()
  const missing = ENDPOINTS.filter(({ id }) => !docs.includes(`<section id="${id}">`))
  expect(missing.map(({ id }) => id)).toEqual([])
  // The public is not told what there is.
  expect(await (await fetch(`${service.ready.api}/docs`)).text()).not.toContain('<section')
  expect((await service.end()).exitCode).toBe(0)
})

/** A shell that finds `evercheck` and `jq`, in a folder of its own. */
async function shellOf(trial: Trial, settings: Readonly<Record<string, string>>) {
  const bin = join(trial.reportFolder, 'bin')
  await mkdir(bin, { recursive: true })
  await write(join(bin, 'jq'), JQ)
  await write(join(bin, 'evercheck'), `#!/bin/sh\nexec '${process.execPath}' '${MAIN}' "$@"\n`)
  return async (script: string) => {
    const child = spawn('bash', ['-c', script], {
      cwd: trial.reportFolder,
      env: { ...settings, HOME: process.env.HOME, PATH: `${bin}:${process.env.PATH}` },
      stdio: ['ignore', 'pipe', 'pipe'],
    })
    const [stdout, stderr] = await Promise.all([
      text(child.stdout),
      text(child.stderr),
      once(child, 'exit'),
    ])
    return { stdout, stderr: stderr.replace(/^Note: .*\n/gm, '') }
  }
}

async function write(file: string, content: string): Promise<void> {
  await writeFile(file, content)
  await chmod(file, 0o755)
}
