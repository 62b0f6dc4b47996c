import { unreachable } from '../../kernel/unreachable.ts'
import { accountsFor, type Demand, type Pool } from '../../planning/accounts-for.ts'
import { howMany } from '../../words/how-many.ts'
import { wholeNumber } from '../credits.ts'
import { EXIT } from '../exit-code.ts'
import { openOutput } from '../output.ts'
import { json, type Registrar } from '../registrar.ts'
import { openTerminal } from '../terminal.ts'

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
      const demand = { checksPerDay, people }
      const pool = accountsFor(demand)
      const accounts = pool.kind === 'enough' ? pool.accounts : null
      output.json({ checksPerDay, followers: people, accounts, isEnough: accounts !== null })
      output.line(sentenceOf(pool, demand))
      exit(EXIT.ok)
    })
}

type Options = {
  readonly checksPerDay: number
  readonly followers: number
  readonly json?: boolean
}

function sentenceOf(pool: Pool, { checksPerDay, people }: Demand): string {
  switch (pool.kind) {
    case 'enough': {
      const are = pool.accounts === 1 ? 'One account is' : `${pool.accounts} accounts are`
      return `${are} enough for ${howMany(checksPerDay, 'check')} a day of ${howMany(people, 'person', 'people')} each, by a model of thirty days; have one or two more for what no model knows.`
    }
    case 'too-many':
      return `More than ${pool.accountsMax} accounts would be needed: divide it between installations.`
    case 'too-large':
      return `A profile with ${howMany(people, 'person', 'people')} takes an account ${howMany(pool.days, 'day')} to read, and only one reads it at a time: a model of thirty days knows nothing of such checks.`
    default:
      return unreachable(pool)
  }
}
