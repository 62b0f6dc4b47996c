import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import { expect, test } from 'vitest'
import { groupRuns } from './process-group.ts'

test('a group runs until its last process has ended, whether anybody has noticed or not', async () => {
  // A child that its parent never asks about, and a parent that outlives it.
  const script = 'tail -f /dev/null & echo "$!"; exec tail -f /dev/null'
  const parent = spawn('/bin/sh', ['-c', script], {
    detached: true,
    stdio: ['pipe', 'pipe', 'ignore'],
  })
  const group = parent.pid ?? 0
  const [child] = await once(createInterface({ input: parent.stdout }), 'line')
  expect(await groupRuns(group)).toBe(true)
  process.kill(Number(child), 'SIGKILL')
  expect(await groupRuns(group)).toBe(true)
  process.kill(group, 'SIGKILL')
  await once(parent, 'exit')
  await expect.poll(() => groupRuns(group)).toBe(false)
})

test.runIf(process.platform === 'linux')(
  'a process that has ended and that nobody has reaped does not run',
  async () => {
    // The leader of a group of its own; its parent never asks about it.
    const script = 'setsid sleep 600 & echo "$!"; exec tail -f /dev/null'
    const parent = spawn('/bin/sh', ['-c', script], { stdio: ['ignore', 'pipe', 'ignore'] })
    const [line] = await once(createInterface({ input: parent.stdout }), 'line')
    const group = Number(line)
    await expect.poll(() => groupRuns(group)).toBe(true)
    process.kill(group, 'SIGKILL')
    await expect.poll(() => groupRuns(group)).toBe(false)
    expect(() => process.kill(-group, 0)).not.toThrow()
    parent.kill('SIGKILL')
    await once(parent, 'exit')
  },
)
