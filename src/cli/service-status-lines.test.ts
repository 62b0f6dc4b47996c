import { expect, test } from 'vitest'
import { serviceLines } from './service-status-lines.ts'

test('where no service has ever run, nothing is said of it', () => {
  expect(serviceLines({ processes: [], schedules: [], deadJobs: [] }, 'UTC')).toEqual([])
})

test('processes, what comes by the clock, and what has failed are said', () => {
  const lines = serviceLines(
    {
      processes: [
        {
          roles: ['work', 'api'],
          host: 'one',
          pid: 7,
          startedAt: new Date('2026-11-25T20:00:00Z'),
        },
      ],
      schedules: [
        {
          kind: 'clean-up',
          nextRunAt: new Date('2026-11-25T21:07:00Z'),
          lastSuccessAt: new Date('2026-11-25T20:07:00Z'),
          lastError: null,
        },
        {
          kind: 'plan-renewals',
          nextRunAt: new Date('2026-11-26T03:00:00Z'),
          lastSuccessAt: null,
          lastError: 'the disk is full',
        },
      ],
      deadJobs: [{ kind: 'clean-up', dead: 2 }],
    },
    'UTC',
  )
  const text = lines.join('\n')
  expect(text).toContain('work, api (process 7 on one, since ')
  expect(text).toContain('plan-renewals: next ')
  expect(text).toContain('succeeded last never')
  expect(text).toContain('failed since: the disk is full')
  expect(text).toContain('2 clean-up jobs have failed for good')
})
