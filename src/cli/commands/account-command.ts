import type { Registrar } from '../registrar.ts'
import { registerAccountAdd } from './account-add-command.ts'
import { registerAccountImport } from './account-import-command.ts'
import { registerAccountList } from './account-list-command.ts'
import { registerAccountMoves } from './account-move-command.ts'
import { registerAccountProxy } from './account-proxy-command.ts'
import { registerAccountRemove } from './account-remove-command.ts'
import { registerAccountRole } from './account-role-command.ts'

/** Registers `evercheck account` and the commands below it. */
export function registerAccount(registrar: Registrar): void {
  const program = registrar.program
    .command('account')
    .description('the Instagram accounts to read with')
  for (const register of [
    registerAccountAdd,
    registerAccountImport,
    registerAccountList,
    registerAccountMoves,
    registerAccountProxy,
    registerAccountRemove,
    registerAccountRole,
  ]) {
    register({ ...registrar, program })
  }
}
