import type { App } from '../../app.ts'
import { jobCounts } from '../../queue/queue-store.ts'
import { retryDead } from '../../queue/retry-dead.ts'
import { EXIT } from '../exit-code.ts'
import { type Output, tableLines } from '../output.ts'
import { json, type Registrar } from '../registrar.ts'

/** Registers `evercheck jobs`. */
export function registerJobs({ program, act }: Registrar): void {
  program
    .command('jobs')
    .description('what waits to be done later, and what has failed for good')
    .option('--retry', 'try again what has failed for good')
    .addOption(json())
    .action(
      act((app, output, options: { retry?: true }) =>
        jobsCommand(app, output, options.retry === true),
      ),
    )
}

/** `evercheck jobs`: how many jobs of each kind wait, run, or have failed for good. */
async function jobsCommand(app: App, output: Output, isRetry: boolean): Promise<number> {
  const retried = isRetry ? await retryDead(app) : 0
  const jobs = await jobCounts(app)
  output.json({ retried, jobs })
  if (isRetry) output.line(`${retried} ${retried === 1 ? 'job is' : 'jobs are'} tried again.`)
  const rows = jobs.map(({ kind, waiting, active, dead }) => [
    kind,
    String(waiting),
    String(active),
    String(dead),
  ])
  for (const line of tableLines(['JOB', 'WAITING', 'RUNNING', 'FAILED'], rows)) output.line(line)
  if (jobs.some(({ dead }) => dead > 0)) {
    output.line('Try again what has failed: evercheck jobs --retry')
  }
  return EXIT.ok
}
