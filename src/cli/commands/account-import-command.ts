import type { App } from '../../app.ts'
import { importAccount as takeOver } from '../../sessions/import-account.ts'
import { importRefusalWords } from '../../words/import-words.ts'
import { accountName } from '../account-name.ts'
import { EXIT } from '../exit-code.ts'
import type { Output } from '../output.ts'
import { json, type Registrar } from '../registrar.ts'
import { readSecret } from '../secret-input.ts'

/** Registers `evercheck account import USERNAME`. */
export function registerAccountImport({ program, actWithKey, shell }: Registrar): void {
  program
    .command('import')
    .argument('<username>')
    .description('take over a session from cookies of your own browser')
    .option('--cookies-file <file>', 'file with the cookies, - for standard input')
    .option('--user-agent <text>', 'what that browser says of itself: another one ends sessions')
    .addOption(json())
    .action(
      actWithKey(
        (app, output, username: string, options: { cookiesFile?: string; userAgent?: string }) => {
          const cookiesFile = options.cookiesFile ?? null
          const userAgent = options.userAgent ?? null
          return importAccount(app, output, { username, cookiesFile, userAgent }, shell.signal)
        },
      ),
    )
}

const WITHOUT_AGENT =
  'Note: without --user-agent the session is used as if it came from the browser of Evercheck, and a browser that changes is among the things that end one. Name the one that the cookies come from.'

/** The recording of a browser, which is read as well, holds all that it was answered. */
const COOKIES_BYTES_MAX = 64 * 1024 * 1024

/**
 * `evercheck account import`: takes over a session from pasted cookies, if it answers for itself.
 */
async function importAccount(
  app: App,
  output: Output,
  given: {
    readonly username: string
    readonly cookiesFile: string | null
    readonly userAgent: string | null
  },
  signal: AbortSignal,
): Promise<number> {
  const username = accountName(given.username)
  const text = await readSecret(
    {
      file: given.cookiesFile,
      what: 'cookies',
      flag: '--cookies-file',
      lines: 'many',
      bytesMax: COOKIES_BYTES_MAX,
    },
    signal,
  )
  const { userAgent } = given
  const outcome = await takeOver(app, { username, cookies: text, userAgent }, signal)
  const why = outcome.kind === 'refused' ? importRefusalWords('en', outcome.why, username) : null
  const note = userAgent === null ? WITHOUT_AGENT : null
  output.json({ account: username, ...outcome, ...(why === null ? {} : { why }), note })
  if (note !== null) output.line(note)
  switch (outcome.kind) {
    case 'imported':
      output.line(`The session of ${username} answers for itself and is in use.`)
      return EXIT.ok
    case 'refused':
      output.line(`The session was not taken over: ${why}. Nothing has changed.`)
      // Nobody could be asked: the same command may well succeed later.
      return outcome.why.kind === 'untested' && outcome.why.why !== null
        ? EXIT.unfinished
        : EXIT.needsHuman
    case 'busy':
      output.line(`Account ${username} is in use by another process. Nothing has changed.`)
      return EXIT.unfinished
  }
}
