import type { App } from '../../app.ts'
import { unknownAnswers } from '../../sessions/evidence-store.ts'
import { timeIn } from '../../words/language.ts'
import { EXIT } from '../exit-code.ts'
import type { Output } from '../output.ts'
import { json, type Registrar } from '../registrar.ts'

/** Registers `evercheck evidence`. */
export function registerEvidence({ program, act }: Registrar): void {
  program
    .command('evidence')
    .description('answers of Instagram that nobody has seen before, without what is secret')
    .addOption(json())
    .action(act((app, output) => evidenceCommand(app, output)))
}

const COUNT_MAX = 50

/** `evercheck evidence`: the answers that no rule knew, those met last first. */
async function evidenceCommand(app: App, output: Output): Promise<number> {
  const answers = await unknownAnswers(app, { countMax: COUNT_MAX })
  output.json({ answers })
  if (answers.length === 0) output.line('No answer was unknown.')
  const zone = Intl.DateTimeFormat().resolvedOptions().timeZone
  for (const { surface, account, lastAt, count, evidence, sketch } of answers) {
    const times = count === 1 ? 'once' : `${count} times`
    output.line(
      `${surface}: status ${evidence.status ?? 'none'}, ${times}, last ${timeIn('en', lastAt, zone)}${account === null ? '' : `, first by ${account}`}`,
    )
    for (const line of sketch.split('\n')) output.line(`    ${line}`)
  }
  return EXIT.ok
}
