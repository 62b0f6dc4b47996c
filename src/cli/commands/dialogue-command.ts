import { accountNamed } from '../../accounts/account-store.ts'
import type { App } from '../../app.ts'
import type { Dialogue } from '../../dialogues/dialogue.ts'
import {
  closeDialogue,
  dialogueOf,
  openDialogue,
  openDialogues,
} from '../../dialogues/dialogue-store.ts'
import { answerCode } from '../../dialogues/input-store.ts'
import { CodeRefusedError, DialogueUnknownError } from '../../dialogues/refusals.ts'
import { aWorkerLives } from '../../presence/worker-store.ts'
import { asksWords, codeRefusalWords, dialogueEndingWords } from '../../words/dialogues.ts'
import { accountName } from '../account-name.ts'
import { EXIT } from '../exit-code.ts'
import { type Output, tableLines } from '../output.ts'
import { json, type Registrar } from '../registrar.ts'
import { readSecret } from '../secret-input.ts'

/** Registers `evercheck dialogue` and the commands below it. */
export function registerDialogue(registrar: Registrar): void {
  const { act, actWithKey, shell } = registrar
  const program = registrar.program
    .command('dialogue')
    .description('logins that wait for a human, and logging in by hand')
  program
    .command('list')
    .description('the logins that wait for a human now')
    .addOption(json())
    .action(act((app, output) => listDialogues(app, output)))
  program
    .command('open')
    .argument('<account>')
    .description('ask a worker to open the browser of an account, to log it in by hand')
    .addOption(json())
    .action(act((app, output, name: string) => openByHand(app, output, name)))
  program
    .command('code')
    .argument('<account>')
    .description('answer a login that waits for a code')
    .option('--code-file <file>', 'file with the code, - for standard input')
    .addOption(json())
    .action(
      actWithKey((app, output, name: string, options: { codeFile?: string }) =>
        sendCode(app, output, { name, file: options.codeFile ?? null }, shell.signal),
      ),
    )
  program
    .command('close')
    .argument('<account>')
    .description('close the page that waits for a human')
    .addOption(json())
    .action(act((app, output, name: string) => closePage(app, output, name)))
}

/** `evercheck dialogue list` */
async function listDialogues(app: App, output: Output): Promise<number> {
  const dialogues = await openDialogues(app)
  output.json({ dialogues: dialogues.map(forScripts) })
  if (dialogues.length === 0) {
    output.line('No login waits for a human. To log in by hand: evercheck dialogue open ACCOUNT')
    return EXIT.ok
  }
  const rows = dialogues.map((each) => [
    each.username,
    asksWords('en', each),
    each.said ?? '',
    each.expiresAt.toISOString(),
  ])
  for (const line of tableLines(['ACCOUNT', 'IT', 'THE PAGE SAYS', 'UNTIL'], rows)) {
    output.line(line)
  }
  if (dialogues.some(({ asks, state }) => asks === 'code' && state === 'open')) {
    output.line('To answer with a code: evercheck dialogue code ACCOUNT')
  }
  return EXIT.ok
}

/** `evercheck dialogue open ACCOUNT`. @throws AccountUnknownError */
async function openByHand(app: App, output: Output, name: string): Promise<number> {
  const account = await accountNamed(app, accountName(name))
  const by = 'the command line'
  const { kind, dialogue } = await openDialogue(app, { accountId: account.id, by })
  output.json({ outcome: kind, dialogue: forScripts(dialogue) })
  const { username, expiresAt } = dialogue
  output.line(
    kind === 'ordered'
      ? `A worker opens the browser of ${username} as soon as no check uses the account, until ${expiresAt.toISOString()} at the latest. It is seen in the panel.`
      : `${username} has an open page already: ${asksWords('en', dialogue)}. It is seen in the panel.`,
  )
  if (kind === 'ordered' && !(await aWorkerLives(app))) {
    output.line('No worker runs now. Start one: evercheck worker')
  }
  return EXIT.ok
}

/**
 * `evercheck dialogue code ACCOUNT`: answers, and says what came of it.
 * @throws AccountUnknownError, DialogueUnknownError, CodeRefusedError
 */
async function sendCode(
  app: App,
  output: Output,
  given: { readonly name: string; readonly file: string | null },
  signal: AbortSignal,
): Promise<number> {
  const { id, username } = await dialogueNamed(app, given.name)
  const code = await readSecret(
    { file: given.file, what: 'code', flag: '--code-file', of: username },
    signal,
  )
  const { kind } = await answerCode(app, id, code)
  if (kind !== 'sent') throw new CodeRefusedError(codeRefusalWords('en', kind))
  const dialogue = await afterCode(app, id, signal)
  const { ending, said } = dialogue
  output.json({ dialogue: forScripts(dialogue) })
  if (ending !== null) {
    output.line(`${username}: ${dialogueEndingWords('en', ending)}.`)
    return ending === 'logged-in' ? EXIT.ok : EXIT.needsHuman
  }
  output.line(`The code was typed; the page says: ${said ?? 'nothing'}.`)
  return EXIT.needsHuman
}

/** How often the page is looked at after a code, and for how long. */
const LOOK_MS = 500
const LOOKS_MAX = 40

/** The dialogue when it has ended, or when the page has said something else for some seconds. */
async function afterCode(app: App, id: string, signal: AbortSignal): Promise<Dialogue> {
  const before = await dialogueOf(app, id)
  for (let look = 0; ; look += 1) {
    await app.clock.sleep(LOOK_MS, signal)
    const now = await dialogueOf(app, id)
    if (now === null) throw new CodeRefusedError(codeRefusalWords('en', 'ended'))
    const isOver = now.ending !== null || (now.said !== before?.said && now.asks === 'code')
    if (isOver || look === LOOKS_MAX) return now
  }
}

/** `evercheck dialogue close ACCOUNT`. @throws AccountUnknownError, DialogueUnknownError */
async function closePage(app: App, output: Output, name: string): Promise<number> {
  const { id, username } = await dialogueNamed(app, name)
  const closed = await closeDialogue(app, id)
  output.json({ account: username, closed })
  output.line(`The page of ${username} is closed.`)
  return EXIT.ok
}

async function dialogueNamed(app: App, name: string): Promise<Dialogue> {
  const account = await accountNamed(app, accountName(name))
  const found = (await openDialogues(app)).find(({ accountId }) => accountId === account.id)
  if (found === undefined) {
    throw new DialogueUnknownError(
      `No login of ${account.username} waits for a human now. To log it in by hand: evercheck dialogue open ${account.username}`,
    )
  }
  return found
}

function forScripts(dialogue: Dialogue) {
  const { id, username, state, cause, asks, said, place, expiresAt, ending } = dialogue
  return { id, account: username, state, cause, asks, said, place, expiresAt, ending }
}
