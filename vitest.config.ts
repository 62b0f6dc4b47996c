import { defineConfig } from 'vitest/config'
import { BaseSequencer, type TestSpecification } from 'vitest/node'

/** They wait for processes, browsers and statements. Last, they would run alone. */
const LONG = new RegExp(
  `(${[
    ...['enumerated', 'story', 'browser-login', 'login-process', 'doors', 'browser-walls'],
    ...['panel', 'embedded', 'faults', 'crowd', 'storm', 'pace', 'in-page', 'bot-deaths'],
    ...['report-command', 'bot-trouble', 'secrets', 'interruption', 'bad-input', 'takeover'],
    ...['live-login', 'browser-check', 'ways-out', 'login/browser', 'human', 'kill'],
  ].join('|')})\\.test\\.ts$`,
)

/** Starts what takes long first; otherwise as Vitest does, the largest files first. */
class LongFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const sorted = await super.sort(files)
    const isLong = (file: TestSpecification): boolean => LONG.test(file.moduleId)
    return [...sorted.filter(isLong), ...sorted.filter((file) => !isLong(file))]
  }
}

export default defineConfig({
  test: {
    include: ['{src,simulator,tools,panel/src}/**/*.test.ts', 'test/**/*.test.ts'],
    globalSetup: 'test/global-setup.ts',
    testTimeout: 120_000,
    hookTimeout: 120_000,
    // One more than there are processors on a small machine: files wait for processes, browsers and
    // the database for a third of their time.
    maxWorkers: 3,
    // Files share a worker and what it has loaded: nothing of ours keeps state in a module, and
    // every world fails that leaves something behind.
    isolate: false,
    reporters: ['default'],
    sequence: { sequencer: LongFirst },
  },
})
