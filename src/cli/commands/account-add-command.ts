import { Option } from 'commander'
import type { App } from '../../app.ts'
import { beginAnewFor } from '../../credentials/open-vault.ts'
import { keyContextOf } from '../../sessions/sealed.ts'
import { storeAccount } from '../../sessions/store-account.ts'
import { remedy } from '../../words/remedy.ts'
import { accountName } from '../account-name.ts'
import { EXIT } from '../exit-code.ts'
import type { Output } from '../output.ts'
import { json, type Registrar } from '../registrar.ts'
import { askOptionalSecret, askWhether, isSomebodyThere, readSecret } from '../secret-input.ts'
import { refreshCommand } from './refresh-command.ts'

/** Registers `evercheck account add USERNAME`. */
export function registerAccountAdd({ program, act, shell }: Registrar): void {
  program
    .command('add')
    .argument('<username>')
    .description('store an account, its password and TOTP secret sealed')
    .option('--password-file <file>', 'file with the password, - for standard input')
    .addOption(
      new Option(
        '--totp-file <file>',
        'file with the TOTP secret (base32 or otpauth://)',
      ).conflicts('withoutTotp'),
    )
    .option('--without-totp', 'forget the TOTP secret that was stored before')
    .addOption(json())
    .action(
      act((app, output, username: string, options: Options) => {
        const given = {
          username,
          passwordFile: options.passwordFile ?? null,
          totpFile: options.totpFile ?? null,
          withoutTotp: options.withoutTotp === true,
          asJson: options.json === true,
        }
        return addAccount(app, output, given, shell.signal)
      }),
    )
}

type Options = {
  passwordFile?: string
  totpFile?: string
  withoutTotp?: boolean
  json?: boolean
}

/**
 * `evercheck account add`: stores the password (and the TOTP secret) sealed, and lets go of what no
 * key opens any more. Whoever types them is asked for both, and whether to log in; else no request
 * is made.
 */
async function addAccount(
  app: App,
  output: Output,
  given: Given,
  signal: AbortSignal,
): Promise<number> {
  const username = accountName(given.username)
  const { passwordFile } = given
  const password = await readSecret(
    { file: passwordFile, what: 'password', flag: '--password-file', of: username },
    signal,
  )
  const totpSecret = await totpSecretOf(given, signal)
  const { db } = app
  const context = { db, vault: await beginAnewFor(keyContextOf(app), app.vault, username) }
  const secret = { username, password, totpSecret }
  const { withoutTotp } = given
  const stored = await storeAccount(context, { secret, withoutTotp })
  const { hasTotp, droppedSessions: dropped, standing } = stored
  output.json({ account: username, hasTotp, droppedSessions: dropped, standing })
  const kept = totpSecret === null && hasTotp
  output.line(
    `Account ${username} is stored sealed${hasTotp ? ', with its TOTP secret' : ''}${kept ? ' of before (--without-totp forgets it)' : ''}. It logs in with the first check.`,
  )
  if (dropped > 0) output.line('Its old session, which no key opens any more, was dropped.')
  if (standing !== 'active') {
    output.line(`It is ${standing}. ${remedy(standing, username)}`)
    return EXIT.ok
  }
  const offer = isAsked(given) && !given.asJson
  if (!offer || !(await askWhether('Log in now, to see whether it is right?', signal))) {
    return EXIT.ok
  }
  return await refreshCommand(app, output, username, signal)
}

type Given = {
  readonly username: string
  readonly passwordFile: string | null
  readonly totpFile: string | null
  readonly withoutTotp: boolean
  readonly asJson: boolean
}

/** Whether the password is typed by somebody, who may be asked for more. */
function isAsked({ passwordFile }: Given): boolean {
  return passwordFile === null && isSomebodyThere()
}

async function totpSecretOf(given: Given, signal: AbortSignal): Promise<string | null> {
  const { username, totpFile: file, withoutTotp } = given
  const what = 'TOTP secret'
  if (file !== null) return readSecret({ file, what, flag: '--totp-file', of: username }, signal)
  if (withoutTotp || !isAsked(given)) return null
  return askOptionalSecret({ what, of: username }, signal)
}
