import { Option } from 'commander'
import { invitationPath, inviteOperator, resetOperator } from '../../access/invitation.ts'
import { changeRole, listOperators, operatorNamed, removeOperator } from '../../access/operator.ts'
import { MACHINE, ROLES, type Role } from '../../access/principal.ts'
import type { App } from '../../app.ts'
import { urlOf } from '../../config/serving.ts'
import { EXIT } from '../exit-code.ts'
import { type Output, tableLines } from '../output.ts'
import { json, type Registrar } from '../registrar.ts'

/** Registers `evercheck operator` and the commands below it. */
export function registerOperator({ program: root, act }: Registrar): void {
  const program = root.command('operator').description('who may sign in to the panel')
  program
    .command('invite')
    .description('a link with which somebody becomes an operator; good for a day, once')
    .addOption(role().default('operator'))
    .addOption(json())
    .action(act((app, output, options: { role: Role }) => inviteCommand(app, output, options.role)))
  program
    .command('list')
    .description('all operators, and by what means they sign in')
    .addOption(json())
    .action(act((app, output) => listCommand(app, output)))
  program
    .command('reset')
    .argument('<name>')
    .description('end all sessions of an operator, and let them choose a new way to sign in')
    .addOption(json())
    .action(act((app, output, name: string) => resetCommand(app, output, name)))
  program
    .command('role')
    .argument('<name>')
    .addArgument(program.createArgument('<role>').choices(ROLES))
    .description('give an operator another role')
    .addOption(json())
    .action(act((app, output, name: string, to: Role) => roleCommand(app, output, { name, to })))
  program
    .command('remove')
    .argument('<name>')
    .description('take an operator away, with all sessions and means to sign in')
    .addOption(json())
    .action(act((app, output, name: string) => removeCommand(app, output, name)))
}

function role(): Option {
  return new Option('--role <role>', 'owner, operator, or read-only').choices(ROLES)
}

async function inviteCommand(app: App, output: Output, role: Role): Promise<number> {
  const link = linkOf(app, await inviteOperator(app, role, MACHINE))
  output.json({ link, role })
  output.line(link)
  output.line(`It makes one ${role}, within a day. It is shown only now.`)
  return EXIT.ok
}

async function listCommand(app: App, output: Output): Promise<number> {
  const operators = await listOperators(app)
  output.json({ operators })
  if (operators.length === 0) {
    output.line('There are no operators. Make one: evercheck operator invite --role owner')
    return EXIT.ok
  }
  const rows = operators.map((each) => [
    each.name,
    each.role,
    each.hasPassword ? 'yes' : 'no',
    String(each.passkeyCount),
  ])
  for (const line of tableLines(['OPERATOR', 'ROLE', 'PASSWORD', 'PASSKEYS'], rows)) {
    output.line(line)
  }
  return EXIT.ok
}

/** @throws OperatorUnknownError OPERATOR_UNKNOWN */
async function resetCommand(app: App, output: Output, typed: string): Promise<number> {
  const { name } = await operatorNamed(app, typed)
  const link = linkOf(app, await resetOperator(app, name, MACHINE))
  output.json({ link, operator: name })
  output.line(link)
  output.line(`${name} is signed out everywhere, and chooses new means to sign in with this link.`)
  output.line('It is good for a day, once, and shown only now.')
  return EXIT.ok
}

/** @throws OperatorUnknownError OPERATOR_UNKNOWN, LastOwnerError LAST_OWNER */
async function roleCommand(
  app: App,
  output: Output,
  given: { readonly name: string; readonly to: Role },
): Promise<number> {
  const { id, name } = await operatorNamed(app, given.name)
  await changeRole(app, { id, role: given.to }, MACHINE)
  output.json({ operator: name, role: given.to })
  output.line(`${name} is ${given.to} now.`)
  return EXIT.ok
}

/** @throws OperatorUnknownError OPERATOR_UNKNOWN, LastOwnerError LAST_OWNER */
async function removeCommand(app: App, output: Output, typed: string): Promise<number> {
  const { id, name } = await operatorNamed(app, typed)
  await removeOperator(app, id, MACHINE)
  output.json({ operator: name, removed: true })
  output.line(`${name} is signed out everywhere and comes in no more.`)
  return EXIT.ok
}

function linkOf(app: App, secret: string): string {
  const { publicUrl, listen } = app.config.service
  return `${publicUrl ?? urlOf(listen.host, listen.port)}${invitationPath(secret)}`
}
