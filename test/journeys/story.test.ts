import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { runCommand } from '../command.ts'

test('the story ends with every member once, one login per death, and none for the throttle', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'evercheck-story-'))
  try {
    const run = await runCommand(['demo', '--json'], { EVERCHECK_DATA: folder })
    expect(run.stderr).toContain('Session died at 728 followers')
    expect(run.stderr).toContain('Session died at 728 following')
    expect(run.json).toMatchObject({
      followers: { truth: 1663, saved: 1663, missing: 0, extra: 0 },
      following: { truth: 1204, saved: 1204, missing: 0, extra: 0 },
      deaths: 2,
      logins: 3,
      loginsWhileThrottled: 0,
    })
    const { requests, requestsIdeal } = run.json as { requests: number; requestsIdeal: number }
    // Three for each death; for the throttle the refused page and the probe.
    expect(requests - requestsIdeal).toBeLessThanOrEqual(2 * 3 + 2)
    expect(run.exitCode).toBe(0)
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}, 240_000)
