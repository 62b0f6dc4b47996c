import { defineConfig } from 'vitest/config'
import { BaseSequencer, type TestSpecification } from 'vitest/node'

/** What takes longest, the longest first. Last, they would run alone. */
const LONG: readonly string[] = [
  ...['journeys/panel', 'storm/storm', 'journeys/panel-service', 'journeys/story', 'enumerated'],
  ...['journeys/embedded', 'journeys/doors', 'bot-storm', 'journeys/browser-login'],
  ...['journeys/secrets', 'journeys/bad-input', 'journeys/panel-line', 'journeys/pace'],
  ...['journeys/history', 'journeys/deaths', 'simulator/login/human', 'access/sign-in'],
  ...['journeys/interruption', 'journeys/api-service', 'journeys/crowd', 'journeys/renewals'],
  ...['journeys/completeness', 'journeys/login-process', 'journeys/sessions'],
  ...['journeys/browser-walls', 'test/launcher', 'journeys/panel-rows', 'journeys/watches'],
  ...['simulator/login/browser', 'journeys/stops', 'journeys/in-page', 'journeys/outside'],
  ...['journeys/serve', 'journeys/bot', 'journeys/keys', 'journeys/bot-sad-ways'],
  ...['simulator/server', 'journeys/bot-trouble', 'api/contract', 'journeys/two-processes'],
  ...['journeys/kill', 'journeys/reuse', 'test/backup', 'journeys/move', 'journeys/logins'],
  ...['journeys/targets', 'test/ledger', 'journeys/alerts', 'journeys/mini-app'],
  ...['journeys/canary-everywhere', 'journeys/panel-first-run'],
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
