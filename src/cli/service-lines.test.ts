import { expect, test } from 'vitest'
import { firstLines, type Started } from './service-lines.ts'

const STARTED: Started = {
  links: {
    api: 'http://localhost:8080',
    panel: 'http://localhost:8080',
    health: 'http://localhost:8081',
    setup: null,
  },
  roles: ['reads up to 8 checks at a time', 'does what comes by the clock'],
  database: 'embedded',
  accounts: 1,
  reachedAs: null,
}

function said(change: Partial<Started>): string {
  return firstLines({ ...STARTED, ...change }).join('\n')
}

test('the first lines say what runs, where it is reached, and what comes next', () => {
  const text = said({})
  expect(text).toContain('runs on its own database in the data folder')
  expect(text).toContain('  does what comes by the clock')
  expect(text).toContain('Panel: http://localhost:8080')
  expect(text).toContain('evercheck check TARGET')
  expect(text).not.toContain('ssh')
})

test.each([
  ['without an account', { accounts: 0 }, 'evercheck account add USERNAME'],
  [
    'never set up',
    { accounts: 0, links: { ...STARTED.links, setup: 'http://localhost:8080/setup#once' } },
    'Next: open http://localhost:8080/setup#once (it works once).',
  ],
  [
    'without a panel',
    { links: { ...STARTED.links, panel: null } },
    'No panel was built: run npm run setup',
  ],
  ['on a server', { reachedAs: 'ada@host' }, 'ssh -L 8080:localhost:8080 ada@host'],
] as const)('%s, they say what to do about it', (_, change, words) => {
  expect(said(change)).toContain(words)
})

test('where nothing is served, or under a name of its own, no way through ssh is given', () => {
  const none = { api: null, panel: null, health: null, setup: null }
  expect(said({ links: none, reachedAs: 'ada@host' })).not.toContain('ssh')
  const open = { ...STARTED.links, panel: 'https://evercheck.example' }
  expect(said({ links: open, reachedAs: 'ada@host' })).not.toContain('ssh')
})
