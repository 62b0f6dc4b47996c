import { accountNamed, ensureAccount, moveStanding } from '../../accounts/account-store.ts'
import { remedy } from '../../accounts/standing.ts'
import type { App } from '../../app.ts'
import { storeCredential } from '../../credentials/credential-store.ts'
import { accountName } from '../account-name.ts'
import { EXIT } from '../exit-code.ts'
import type { Output } from '../output.ts'
import { json, type Registrar } from '../registrar.ts'
import { readSecret } from '../secret-input.ts'

/** Registers `evercheck account add USERNAME`. */
export function registerAccountAdd({ program, act, shell }: Registrar): void {
  program
    .command('add')
    .argument('<username>')
    .description('store an account, its password and TOTP secret sealed')
    .option('--password-file <file>', 'file with the password, - for standard input')
    .option('--totp-file <file>', 'file with the TOTP secret (base32 or otpauth://)')
    .addOption(json())
    .action(
      act(
        (app, output, username: string, options: { passwordFile?: string; totpFile?: string }) => {
          const passwordFile = options.passwordFile ?? null
          const totpFile = options.totpFile ?? null
          return addAccount(app, output, { username, passwordFile, totpFile }, shell.signal)
        },
      ),
    )
}

/**
 * `evercheck account add`: stores the password (and the TOTP secret) sealed. No request is made.
 */
async function addAccount(
  app: App,
  output: Output,
  given: {
    readonly username: string
    readonly passwordFile: string | null
    readonly totpFile: string | null
  },
  signal: AbortSignal,
): Promise<number> {
  const username = accountName(given.username)
  const { passwordFile, totpFile } = given
  const password = await readSecret(
    { file: passwordFile, what: 'password', flag: '--password-file' },
    signal,
  )
  const totpSecret =
    totpFile === null
      ? null
      : await readSecret({ file: totpFile, what: 'TOTP secret', flag: '--totp-file' }, signal)
  const id = await storeCredential(app, { username, password, totpSecret })
  const account = await ensureAccount(app, username, id)
  // A new password answers the questions that only a password could have raised.
  if (account.standing === 'wrong-password' || account.standing === 'code-needed') {
    await moveStanding(app, account, {
      to: 'active',
      by: 'operator',
      why: 'new credentials',
      forMs: null,
    })
  }
  const { standing } = await accountNamed(app, username)
  output.json({ account: username, hasTotp: totpSecret !== null, standing })
  output.line(
    `Account ${username} is stored sealed${totpSecret === null ? '' : ', with its TOTP secret'}. It logs in with the first check.`,
  )
  if (standing !== 'active') output.line(`It is ${standing}. ${remedy(standing, username)}`)
  return EXIT.ok
}
