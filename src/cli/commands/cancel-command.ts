import type { App } from '../../app.ts'
import { cancelCheck } from '../../checks/cancel.ts'
import type { Check } from '../../checks/check.ts'
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

/** What is over cannot be cancelled: what it came to stands, and what it cost. */
export class CheckEndedError extends Error {
  override readonly name = 'CheckEndedError'
  readonly code = 'CHECK_ENDED'

  constructor({ id, state, cost }: Pick<Check, 'id' | 'state' | 'cost'>) {
    super(
      `Check ${id} had ended before (${state}); it cost ${cost === null ? 'nothing' : costWords(cost, 'en')}. See: evercheck status`,
    )
  }
}

/** @throws CheckUnknownError CHECK_UNKNOWN, CheckEndedError CHECK_ENDED, DayLimitError DAY_LIMIT */
async function cancelCommand(app: App, output: Output, id: string): Promise<number> {
  const outcome = await cancelCheck(app, id, 'operator')
  if (outcome.kind === 'daily-limit') throw new DayLimitError(outcome.countMax, outcome.again)
  const { check } = outcome
  if (outcome.kind !== 'cancelled') throw new CheckEndedError(check)
  const { state, ceilingCredits } = check
  output.json({ check: id, state, cancelled: true, releasedCredits: ceilingCredits })
  const given = ceilingCredits > 0 ? ` Given back: ${howMany(ceilingCredits, 'credit')}.` : ''
  output.line(`Check ${id} of @${check.targetUsername} is cancelled.${given}`)
  return EXIT.ok
}
