import { describe, expect, test } from 'vitest'
import { isBelievedClosed, OPINION_WAIT_MS, type Reader, waitingOf } from './standstill.ts'

const NOW = new Date('2026-03-01T12:00:00Z')
const later = (ms: number): Date => new Date(NOW.getTime() + ms)

function reader(id: string, more: Partial<Reader> = {}): Reader {
  return {
    id,
    username: id,
    standing: 'active',
    standingWhy: null,
    readyAt: null,
    restingWhy: null,
    isBusy: false,
    isLiving: true,
    ...more,
  }
}

describe('what a check waits for', () => {
  const rests = reader('rests', { readyAt: later(5000), restingWhy: 'throttled' })
  const restsLonger = reader('longer', { readyAt: later(9000), restingWhy: 'vague' })
  const busy = reader('busy', { isBusy: true })
  const blocked = reader('blocked', {
    standing: 'blocked',
    standingWhy: 'feedback',
    readyAt: later(3000),
  })
  const challenged = reader('challenged', { standing: 'challenged' })
  test.each([
    ['nobody at all', [], { kind: 'human', readers: [] }],
    ['a free one beside others', [rests, busy, reader('free')], { kind: 'ready' }],
    ['one whose rest is over', [reader('rested', { readyAt: NOW })], { kind: 'ready' }],
    ['one that reads something else', [busy, rests, challenged], { kind: 'line' }],
    [
      'two that rest',
      [restsLonger, rests, challenged],
      { kind: 'rest', until: later(5000), why: 'throttled', account: 'rests', isBlock: false },
    ],
    [
      'a block that ends before a rest',
      [rests, blocked],
      { kind: 'rest', until: later(3000), why: 'feedback', account: 'blocked', isBlock: true },
    ],
    ['one that needs a human', [challenged], { kind: 'human', readers: [challenged] }],
    [
      'one that rests and is read with at the same time',
      [reader('last page', { isBusy: true, readyAt: later(1), restingWhy: 'paced' })],
      { kind: 'rest', until: later(1), why: 'paced', account: 'last page', isBlock: false },
    ],
  ])('with %s', (_, readers, waiting) => {
    expect(waitingOf(readers, NOW)).toEqual(waiting)
  })
})

describe('a target that seems closed', () => {
  const patienceMs = 6 * 3_600_000
  const closed = {
    closedTo: ['one'],
    hopedFor: [],
    closedAt: NOW,
    closedWhy: 'gone',
    patienceMs,
  } as const
  const isPrivate = { ...closed, closedWhy: 'private' } as const
  test.each([
    [
      'nobody has said so',
      { ...closed, closedTo: [], closedAt: null, closedWhy: null },
      [],
      [],
      NOW,
      false,
    ],
    ['there is nobody else', closed, [], [], NOW, true],
    ['another one can be asked', closed, [reader('two')], [], NOW, false],
    ['another one reads something else', closed, [reader('two', { isBusy: true })], [], NOW, false],
    [
      'the others would have to log in',
      closed,
      [reader('two', { isLiving: false })],
      [],
      NOW,
      true,
    ],
    ['the others have stopped', closed, [reader('two', { standing: 'paused' })], [], NOW, true],
    ['the other was waited for', closed, [reader('two')], [], later(OPINION_WAIT_MS), true],
    ['the other may follow it', isPrivate, [reader('two')], [], later(OPINION_WAIT_MS), false],
    [
      'the other may follow it and rests',
      isPrivate,
      [reader('two', { readyAt: later(patienceMs - 1) })],
      [],
      later(patienceMs - 1),
      false,
    ],
    ['that one was waited for', isPrivate, [reader('two')], [], later(patienceMs), true],
    [
      'three have said so',
      { ...closed, closedTo: ['one', 'two', 'three'] },
      [reader('four')],
      [],
      NOW,
      true,
    ],
    [
      'one who is known to see it is left',
      { ...closed, closedTo: ['one', 'two', 'three'], hopedFor: ['four'] },
      [reader('four')],
      [],
      NOW,
      false,
    ],
    [
      'one has read of it before',
      { ...closed, closedTo: ['one', 'two', 'three'] },
      [reader('four', { readyAt: later(1) })],
      ['four'],
      later(OPINION_WAIT_MS),
      false,
    ],
    [
      'the one who has read of it has stopped',
      closed,
      [reader('four', { standing: 'challenged' })],
      ['four'],
      NOW,
      true,
    ],
  ])('%s', (_, check, others, begunBy, now, believed) => {
    expect(isBelievedClosed(check, others, begunBy, now)).toBe(believed)
  })
})
