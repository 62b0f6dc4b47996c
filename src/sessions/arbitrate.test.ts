import { expect, test } from 'vitest'
import type { GatedWhy } from '../instagram/verdicts/verdict.ts'
import { arbitrate, type Suspicion, type Testimony } from './arbitrate.ts'

type Kind = Testimony['kind'] | GatedWhy
type Case = readonly [
  Suspicion,
  readonly (readonly [Testimony['surface'], Kind])[],
  boolean,
  string,
]

const GATES: ReadonlySet<string> = new Set([
  'protocol',
  'html-shell',
  'retired',
  'not-served',
  'user-agent',
  'no-login-sent',
  'bad-request',
  'server-schema',
])

const CASES: readonly Case[] = [
  // The second surface answers for the session.
  ['ambiguous', [['self', 'ok']], true, 'throttled'],
  ['logged-out', [['self', 'ok']], true, 'surface-refused'],
  ['withheld', [['self', 'ok']], true, 'not-served'],
  [null, [['self', 'ok']], true, 'alive'],
  // Only the third one does: the own profile is not served, or is refused.
  [
    'ambiguous',
    [
      ['self', 'not-served'],
      ['search', 'ok'],
    ],
    true,
    'throttled',
  ],
  [
    'logged-out',
    [
      ['self', 'ambiguous'],
      ['search', 'ok'],
    ],
    true,
    'surface-refused',
  ],
  [
    'withheld',
    [
      ['self', 'protocol'],
      ['search', 'ok'],
    ],
    true,
    'not-served',
  ],
  [
    null,
    [
      ['self', 'logged-out'],
      ['search', 'ok'],
    ],
    true,
    'alive',
  ],
  [
    null,
    [
      ['self', 'not-served'],
      ['search', 'ok'],
    ],
    true,
    'alive',
  ],
  // Two say logged out, or the own profile does twice beside another that may mean it.
  ['logged-out', [['self', 'logged-out']], true, 'dead'],
  [
    'logged-out',
    [
      ['self', 'not-served'],
      ['search', 'logged-out'],
    ],
    true,
    'dead',
  ],
  ['ambiguous', [['self', 'logged-out']], true, 'another'],
  ['ambiguous', [['self', 'logged-out']], false, 'vague'],
  [
    'ambiguous',
    [
      ['self', 'logged-out'],
      ['self', 'logged-out'],
    ],
    true,
    'dead',
  ],
  // Row 2e of the own profile in a throttle: asked once more, it answers.
  [
    'ambiguous',
    [
      ['self', 'logged-out'],
      ['self', 'ok'],
    ],
    true,
    'throttled',
  ],
  [
    'withheld',
    [
      ['self', 'logged-out'],
      ['search', 'ambiguous'],
    ],
    false,
    'vague',
  ],
  [
    'withheld',
    [
      ['self', 'logged-out'],
      ['self', 'logged-out'],
      ['search', 'ambiguous'],
    ],
    true,
    'dead',
  ],
  // Of a session that was just made two are no proof while a third one can be asked.
  [
    null,
    [
      ['self', 'logged-out'],
      ['search', 'logged-out'],
    ],
    true,
    'another',
  ],
  [
    null,
    [
      ['self', 'logged-out'],
      ['search', 'logged-out'],
    ],
    false,
    'dead',
  ],
  [
    null,
    [
      ['self', 'logged-out'],
      ['search', 'logged-out'],
      ['following', 'ok'],
    ],
    false,
    'alive',
  ],
  [
    null,
    [
      ['self', 'logged-out'],
      ['self', 'logged-out'],
      ['search', 'ambiguous'],
    ],
    true,
    'another',
  ],
  [
    null,
    [
      ['self', 'logged-out'],
      ['self', 'logged-out'],
      ['search', 'ambiguous'],
    ],
    false,
    'dead',
  ],
  // One that says logged out and nothing but vagueness is no proof (row 2e in a throttle).
  ['logged-out', [['self', 'ambiguous']], true, 'another'],
  [
    'logged-out',
    [
      ['self', 'ambiguous'],
      ['search', 'ambiguous'],
    ],
    false,
    'vague',
  ],
  ['logged-out', [['self', 'not-served']], false, 'vague'],
  ['logged-out', [], false, 'vague'],
  [
    'ambiguous',
    [
      ['self', 'ambiguous'],
      ['search', 'logged-out'],
    ],
    false,
    'vague',
  ],
  ['withheld', [['self', 'logged-out']], true, 'another'],
  ['withheld', [['self', 'logged-out']], false, 'vague'],
  [null, [['self', 'logged-out']], true, 'another'],
  [null, [['self', 'logged-out']], false, 'vague'],
  // Nothing of use yet: another surface, as long as there is one.
  ['ambiguous', [], true, 'another'],
  ['ambiguous', [['self', 'ambiguous']], true, 'another'],
  ['ambiguous', [['self', 'unknown']], true, 'another'],
  ['ambiguous', [['self', 'user-agent']], true, 'another'],
  ['ambiguous', [['self', 'target-closed']], true, 'another'],
  ['ambiguous', [['self', 'incomplete']], true, 'another'],
  ['ambiguous', [['self', 'cursor-refused']], true, 'another'],
  [
    'ambiguous',
    [
      ['self', 'ambiguous'],
      ['search', 'ambiguous'],
    ],
    false,
    'vague',
  ],
  // A 429 without a word from everybody is a throttle; a page from everybody is not.
  [
    'withheld',
    [
      ['self', 'not-served'],
      ['search', 'not-served'],
    ],
    false,
    'throttled',
  ],
  [
    'withheld',
    [
      ['self', 'not-served'],
      ['search', 'html-shell'],
    ],
    false,
    'vague',
  ],
  [
    'withheld',
    [
      ['self', 'html-shell'],
      ['search', 'html-shell'],
    ],
    false,
    'vague',
  ],
  ['withheld', [], false, 'vague'],
  // What is said plainly is acted on, whatever was suspected.
  ['logged-out', [['self', 'throttled']], true, 'throttled'],
  ['ambiguous', [['self', 'throttled']], true, 'throttled'],
  [null, [['self', 'throttled']], true, 'throttled'],
  ['logged-out', [['self', 'challenged']], true, 'see-last'],
  ['ambiguous', [['self', 'blocked']], true, 'see-last'],
  [null, [['self', 'blocked']], true, 'see-last'],
  ['logged-out', [['self', 'transient']], true, 'vague'],
  ['ambiguous', [['self', 'transient']], true, 'vague'],
]

test.each(CASES)('%s and %j (more: %s) is %s', (suspicion, answers, more, expected) => {
  const heard = answers.map(([surface, kind]) => testimony(surface, kind))
  const about = suspicion === null ? null : 'followers'
  expect(arbitrate({ suspicion, about }, heard, more) ?? 'another').toBe(expected)
})

test.each([
  ['logged-out', [['self', 'logged-out']], 'another'],
  ['ambiguous', [['self', 'logged-out']], 'another'],
  [
    'logged-out',
    [
      ['self', 'logged-out'],
      ['search', 'ok'],
    ],
    'surface-refused',
  ],
  [
    'logged-out',
    [
      ['self', 'logged-out'],
      ['search', 'logged-out'],
    ],
    'dead',
  ],
  [
    'ambiguous',
    [
      ['self', 'logged-out'],
      ['self', 'logged-out'],
      ['search', 'ambiguous'],
    ],
    'dead',
  ],
] as const)('profiles and the own one are one witness: %s, %j is %s', (suspicion, answers, is) => {
  const heard = answers.map(([surface, kind]) => testimony(surface, kind))
  expect(arbitrate({ suspicion, about: 'user-info' }, heard, true) ?? 'another').toBe(is)
})

test('who was shown home is dead by two that say so, and by no throttle beside a liar', () => {
  const doubt = { suspicion: null, about: null, isShownHome: true } as const
  const heard = [testimony('self', 'logged-out'), testimony('self', 'logged-out')]
  const throttled = [...heard, testimony('search', 'ambiguous')]
  expect(arbitrate(doubt, throttled, false)).toBe('vague')
  expect(arbitrate({ ...doubt, isShownHome: false }, throttled, false)).toBe('dead')
  expect(arbitrate(doubt, [...heard, testimony('search', 'logged-out')], false)).toBe('dead')
})

function testimony(surface: Testimony['surface'], kind: Kind): Testimony {
  return GATES.has(kind)
    ? { surface, kind: 'gated', gatedWhy: kind as GatedWhy }
    : { surface, kind: kind as Testimony['kind'], gatedWhy: null }
}
