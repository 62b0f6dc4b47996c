import { defineConfig } from 'vitest/config'
import { BaseSequencer, type TestSpecification } from 'vitest/node'

/** What takes longest, the longest first. Last, they would run alone. */
const LONG: readonly string[] = [
  ...['enumerated', 'journeys/pace', 'journeys/panel', 'journeys/browser-login', 'journeys/story'],
  ...['journeys/api-service', 'journeys/practice', 'journeys/embedded', 'storm/storm'],
  ...['journeys/crowd', 'journeys/bad-input', 'journeys/faults', 'journeys/doors'],
  ...['journeys/login-process', 'journeys/takeover', 'journeys/history', 'journeys/interruption'],
  ...['bot-storm', 'journeys/in-page', 'login/browser', 'journeys/browser-walls'],
  ...['journeys/bot-trouble', 'journeys/panel-service', 'journeys/panel-keys', 'journeys/mini-app'],
  ...['journeys/sessions', 'login/human', 'journeys/live-login', 'journeys/ways-out'],
  ...['journeys/secrets', 'journeys/kill', 'journeys/browser-check', 'journeys/outside'],
  ...['journeys/report-command', 'journeys/alerts', 'journeys/vault', 'journeys/bot-deaths'],
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
    reporters: ['default'],
    sequence: { sequencer: LongFirst },
  },
})
