import { defineConfig } from 'vitest/config'
import { BaseSequencer, type TestSpecification } from 'vitest/node'

/** What takes longest, the longest first. Last, they would run alone. */
const LONG: readonly string[] = [
  ...[
    'enumerated',
    'journeys/panel',
    'journeys/panel-service',
    'journeys/faults',
    'journeys/browser-login',
    'storm/storm',
  ],
  ...['journeys/api-service', 'journeys/bot-trouble', 'journeys/story', 'journeys/bot-people'],
  ...['bot-storm', 'journeys/doors', 'journeys/embedded', 'journeys/in-page'],
  ...['journeys/bad-input', 'journeys/pace', 'journeys/crowd', 'journeys/login-process'],
  ...['journeys/takeover', 'journeys/deaths', 'journeys/history'],
  ...['journeys/sessions', 'simulator/login/browser', 'journeys/stops', 'journeys/logins'],
  ...['journeys/interruption', 'journeys/browser-walls', 'simulator/login/human'],
  ...['journeys/secrets', 'journeys/live-login', 'journeys/ways-out', 'journeys/bot-sad-ways'],
  ...['journeys/watches', 'journeys/renewals', 'journeys/serve'],
  ...['access/sign-in', 'history/fold', 'journeys/alerts', 'journeys/vault', 'journeys/outside'],
  ...['journeys/browser-check', 'test/launcher', 'journeys/rollback', 'journeys/bot'],
  ...['journeys/keys', 'journeys/reuse', 'journeys/kill', 'journeys/bot-deaths'],
  ...['journeys/report-command', 'reports/xlsx', 'people-table', 'test/explorer', 'test/ledger'],
  ...['journeys/panel-line', 'journeys/panel-rows', 'journeys/mini-app', 'journeys/move'],
  ...['journeys/side-car'],
].map((name) => `/${name}.test.ts`)

/** Starts what takes long first; otherwise as Vitest does, the largest files first. */
class LongFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const sorted = await super.sort(files)
    const placeOf = ({ moduleId }: TestSpecification): number => {
      const place = LONG.findIndex((end) => moduleId.endsWith(end))
      return place < 0 ? LONG.length : place
    }
    return sorted.sort((one, other) => placeOf(one) - placeOf(other))
  }
}

export default defineConfig({
  test: {
    // What takes seconds, and has a sibling in `npm test` that the same fault would fail.
    tags: [{ name: 'long', description: 'left out by npm test, run by npm run test:all' }],
    include: ['{src,simulator,tools,panel/src}/**/*.test.ts', 'test/**/*.test.ts'],
    globalSetup: 'test/global-setup.ts',
    testTimeout: 120_000,
    hookTimeout: 120_000,
    // What is awaited by looking comes when a busy machine gets to it; a second is no rule of ours.
    expect: { poll: { timeout: 60_000 } },
    // Twice as many as there are processors on a small machine: files wait for processes, browsers
    // and the database.
    maxWorkers: 4,
    // Files share a worker and what it has loaded: nothing of ours keeps state in a module, and
    // every world fails that leaves something behind.
    isolate: false,
    // With the default of 16 MB half of what is thrown away at once is first copied about.
    execArgv: ['--max-semi-space-size=64'],
    reporters: ['default'],
    sequence: { sequencer: LongFirst },
  },
})
