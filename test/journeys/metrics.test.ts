import { expect, test } from 'vitest'
import { openMetrics } from '../../src/telemetry/metrics.ts'
import { withPrefix } from '../metrics-text.ts'
import { ADA, Trial } from '../trial.ts'

test('what a check has done stands in the metrics, and no name and no id does', async () => {
  await using trial = await Trial.open()
  const metrics = openMetrics(trial.app, { version: '1.2.3', figures: true })
  const end = trial.app.onEvent(metrics.heard)
  await trial.check()
  end()
  const text = await metrics.text()
  const own = withPrefix(text, 'evercheck_')
  expect(own.get('evercheck_build_info{version="1.2.3"}')).toBe(1)
  expect(own.get('evercheck_checks_ended_total{outcome="complete"}')).toBe(1)
  expect(own.get('evercheck_check_success_ratio')).toBe(1)
  expect(own.get('evercheck_sessions{status="valid"}')).toBe(1)
  expect(own.get('evercheck_pages_total{list="followers"}')).toBe(6)
  expect(own.get('evercheck_accounts_stopped')).toBe(0)
  for (const secret of ['keeper', ADA.username, 'chk_', 'acc_', 'ses_', 'planted']) {
    expect(text).not.toContain(secret)
  }
})

test('while the database cannot be asked, only what this process counts is shown', async () => {
  await using trial = await Trial.open()
  const other = await trial.start()
  const metrics = openMetrics(other.app, { version: '1', figures: true })
  expect(withPrefix(await metrics.text(), 'evercheck_').has('evercheck_workers')).toBe(true)
  trial.clock.advance(60_000)
  await other.die()
  const own = withPrefix(await metrics.text(), 'evercheck_')
  expect(own.has('evercheck_workers')).toBe(false)
  expect(own.get('evercheck_figures_errors_total')).toBe(1)
  expect(own.get('evercheck_build_info{version="1"}')).toBe(1)
})
