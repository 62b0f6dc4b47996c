import { resolve } from 'node:path'
import { Command } from 'commander'
import { botScreens } from './bot-screens.ts'
import { panelScreens } from './panel-screens.ts'
import { reportScreens } from './report-screens.ts'

const say = (line: string) => void process.stdout.write(`${line}\n`)

// What stands behind the name of a command is the command's own.
const program = new Command('screens')
  .description('pictures of what people look at')
  .enablePositionalOptions()

program
  .command('report')
  .description('the sheets of made-up reports, drawn by LibreOffice as they would be printed')
  .requiredOption('--out <folder>', 'where the pictures go')
  .option(
    '--schemas <folder>',
    'the schemas of ECMA-376 (sml.xsd and those beside it) to check with',
  )
  .action((options: { out: string; schemas?: string }) => {
    const schemas = options.schemas === undefined ? null : resolve(options.schemas)
    return reportScreens({ folder: resolve(options.out), schemas }, say)
  })

program
  .command('bot')
  .description('the conversation with the bot, drawn from the messages of a real service')
  .requiredOption('--out <folder>', 'where the pictures go')
  .action((options: { out: string }) => botScreens(resolve(options.out), say))

program
  .option('--out <folder>', 'where the pictures of the panel go')
  .option('--only <text>', 'only pictures whose name holds it, such as check-phone')
  .option('--whole', 'each page to its end, and not only what the window shows', false)
  .action(async (options: { out?: string; only?: string; whole: boolean }) => {
    if (options.out === undefined) return program.error('--out <folder> is wanted')
    const folder = resolve(options.out)
    const count = await panelScreens(
      { folder, only: options.only ?? null, isWhole: options.whole },
      say,
    )
    say(`${count} pictures are in ${folder}.`)
  })

await program.parseAsync()
