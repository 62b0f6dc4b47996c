import type { App } from '../../app.ts'
import { cancelCheck } from '../../checks/cancel.ts'
import { DayLimitError } from '../../checks/refused.ts'
import { howMany } from '../../words/how-many.ts'
import { costWords } from '../../words/money.ts'
import { EXIT } from '../exit-code.ts'
import type { Output } from '../output.ts'
import { json, type Registrar } from '../registrar.ts'

/** Registers `evercheck cancel CHECK`. */
export function registerCancel({ program, act }: Registrar): void {
  program
    .command('cancel')
    .argument('<check>', 'its id, as evercheck status shows it')
    .description('cancel a check that is open: nothing is delivered, all that was held goes back')
    .addOption(json())
    .action(act((app, output, id: string) => cancelCommand(app, output, id)))
}

/** @throws CheckUnknownError CHECK_UNKNOWN */
async function cancelCommand(app: App, output: Output, id: string): Promise<number> {
  const outcome = await cancelCheck(app, id, 'operator')
  if (outcome.kind === 'daily-limit') throw new DayLimitError(outcome.countMax, outcome.again)
  const { check } = outcome
  const isDone = outcome.kind === 'cancelled'
  const { state, ceilingCredits, cost } = check
  output.json({ check: id, state, cancelled: isDone, releasedCredits: isDone ? ceilingCredits : 0 })
  output.line(
    isDone
      ? `Check ${id} of @${check.targetUsername} is cancelled.${ceilingCredits > 0 ? ` Given back: ${howMany(ceilingCredits, 'credit')}.` : ''}`
      : `Check ${id} had ended before (${state}); it cost ${cost === null ? 'nothing' : costWords(cost, 'en')}.`,
  )
  return isDone ? EXIT.ok : EXIT.badInput
}
