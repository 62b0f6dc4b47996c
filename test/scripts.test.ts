import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'

const ROOT = new URL('..', import.meta.url).pathname

/** Sends SIGTERM to npm as soon as its script has said these words, and returns all that was said. */
async function terminated(args: readonly string[], words: RegExp): Promise<string> {
  const env = { PATH: process.env.PATH, HOME: process.env.HOME }
  const npm = spawn('npm', args, { cwd: ROOT, env, stdio: ['ignore', 'pipe', 'pipe'] })
  let said = ''
  for (const stream of [npm.stdout, npm.stderr]) {
    stream.setEncoding('utf8').on('data', (chunk) => {
      said += chunk
    })
  }
  let isOver = false
  // Not before the last process is gone that writes where npm wrote.
  once(npm, 'close').then(() => {
    isOver = true
  })
  await expect.poll(() => said).toMatch(words)
  npm.kill('SIGTERM')
  await expect.poll(() => isOver).toBe(true)
  return said
}

test('a SIGTERM for npm ends the simulator, and with -s its first line is the JSON', async () => {
  const said = await terminated(['run', '-s', 'simulator', '--', '--port', '0'], /"caPem".*\n/)
  expect(JSON.parse(said)).toHaveProperty('url')
})

test('every script hands its process over to its last command, so that a SIGTERM reaches it', async () => {
  const { scripts } = JSON.parse(await readFile(join(ROOT, 'package.json'), 'utf8'))
  const wrong = Object.entries<string>(scripts).filter(([, script]) => {
    return !script.split(' && ').at(-1)?.startsWith('exec ')
  })
  expect(wrong).toEqual([])
})
