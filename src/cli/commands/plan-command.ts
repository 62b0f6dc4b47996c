import { seededRandom } from '../../kernel/ids.ts'
import { simulateMonth } from '../../planning/month.ts'
import { EVERCHECK } from '../../planning/policies.ts'
import { HOUR_MS } from '../../planning/world.ts'
import { howMany } from '../../words/how-many.ts'
import { wholeNumber } from '../credits.ts'
import { EXIT } from '../exit-code.ts'
import { openOutput } from '../output.ts'
import { json, type Registrar } from '../registrar.ts'
import { openTerminal } from '../terminal.ts'

/** A pool is large enough when so many checks are completed, and half of them within so long. */
const COMPLETED_SHARE = 0.999
const WAIT_MS = 6 * HOUR_MS
const ACCOUNTS_MAX = 2000
/** Months of chance: one alone may have been lucky. */
const MONTHS = 3

/** Registers `evercheck plan`. */
export function registerPlan({ program, shell, exit }: Registrar): void {
  program
    .command('plan')
    .description('how many accounts are needed for so many checks a day')
    .requiredOption('--checks-per-day <number>', 'checks that are ordered on a day', wholeNumber)
    .requiredOption('--followers <number>', 'people in both lists of a profile', wholeNumber)
    .addOption(json())
    .action((options: Options) => {
      const terminal = openTerminal(shell.stderr, shell.environment)
      const output = openOutput(shell.stdout, options.json === true, terminal, shell.environment)
      const { checksPerDay, followers: people } = options
      const accounts = accountsFor(checksPerDay, people)
      output.json({ checksPerDay, followers: people, accounts, isEnough: accounts !== null })
      output.line(
        accounts === null
          ? `More than ${ACCOUNTS_MAX} accounts would be needed: divide it between installations.`
          : `${accounts === 1 ? 'One account is' : `${accounts} accounts are`} enough for ${howMany(checksPerDay, 'check')} a day of ${howMany(people, 'person', 'people')} each, by a model of thirty days; have one or two more for what no model knows.`,
      )
      exit(EXIT.ok)
    })
}

type Options = {
  readonly checksPerDay: number
  readonly followers: number
  readonly json?: boolean
}

/** The fewest accounts with which a month goes well; null when too many would be needed. */
function accountsFor(checksPerDay: number, people: number): number | null {
  let tooFew = 0
  let enough = 1
  while (!isEnough(enough, checksPerDay, people)) {
    if (enough >= ACCOUNTS_MAX) return null
    tooFew = enough
    enough *= 2
  }
  while (enough - tooFew > 1) {
    const middle = Math.floor((tooFew + enough) / 2)
    if (isEnough(middle, checksPerDay, people)) enough = middle
    else tooFew = middle
  }
  return enough
}

function isEnough(accounts: number, checksPerDay: number, people: number): boolean {
  for (let seed = 1; seed <= MONTHS; seed += 1) {
    // What is not known is planned for: that only logins prolong a session.
    const world = { visitsProlong: false, checksPerDay, people }
    const month = simulateMonth(EVERCHECK, world, accounts, seededRandom(seed))
    if (month.completed < month.checks * COMPLETED_SHARE) return false
    if (month.waitMedianMs > WAIT_MS) return false
  }
  return true
}
