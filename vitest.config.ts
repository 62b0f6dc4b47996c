import { defineConfig } from 'vitest/config'
import { BaseSequencer, type TestSpecification } from 'vitest/node'

/** Small files that take long: they wait for processes and browsers. Last, they would run alone. */
const LONG = /(story|kill|interruption|browser-check|secrets|takeover|enumerated)\.test\.ts$/

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
    maxWorkers: 2,
    // Files share a worker and what it has loaded: nothing of ours keeps state in a module, and
    // every world fails that leaves something behind.
    isolate: false,
    reporters: ['default'],
    sequence: { sequencer: LongFirst },
  },
})
