import { invitationPath, inviteFirstOwner } from '../../access/invitation.ts'
import { addOperator } from '../../access/operator.ts'
import { MACHINE } from '../../access/principal.ts'
import { beginSession } from '../../access/session.ts'
import { startApi } from '../../api/start-api.ts'
import { type App, openApp } from '../../app.ts'
import { startWork } from '../../checks/work.ts'
import { loadConfig } from '../../config/config.ts'
import { loadSecrets } from '../../config/secrets.ts'
import { startSchedule } from '../../jobs/start-schedule.ts'
import { type Clock, systemClock } from '../../kernel/clock.ts'
import { Closers } from '../../kernel/closers.ts'
import { systemRandom } from '../../kernel/ids.ts'
import { PRACTICE_MS, type PracticeRun } from '../../practice/practice.ts'
import { EXIT } from '../exit-code.ts'
import { type Output, openOutput } from '../output.ts'
import { openPracticeStage, type PracticeStage, TARGET } from '../practice/practice-stage.ts'
import { json, type Registrar, type Shell } from '../registrar.ts'
import { openTerminal } from '../terminal.ts'
import { VERSION } from '../version.ts'

/** Registers `evercheck practice`. */
export function registerPractice({ program, shell, exit }: Registrar): void {
  program
    .command('practice')
    .description('the panel over the fake Instagram, with trouble arranged; nothing is kept')
    .addOption(json())
    .action(async (options: { json?: boolean }) => {
      const terminal = openTerminal(shell.stderr, shell.environment)
      const output = openOutput(shell.stdout, options.json === true, terminal, shell.environment)
      exit(await practiceCommand(shell, output, options.json === true, terminal.say))
    })
}

/**
 * `evercheck practice`: a service of its own that reads from a fake Instagram, until it is stopped;
 * then everything of it is removed. For a program it has an owner who has signed in already, and it
 * ends when its input does: whoever started it has gone.
 */
export async function practiceCommand(
  { environment, signal }: Pick<Shell, 'environment' | 'signal'>,
  output: Output,
  forProgram: boolean,
  say: (line: string) => void,
): Promise<number> {
  await using closers = new Closers()
  const stage = await openPracticeStage(environment, say)
  closers.add('stage', () => stage.close())
  const config = loadConfig(stage.environment)
  const edges = { clock: systemClock, random: systemRandom, tell: () => undefined }
  const app = await openApp(config, loadSecrets(stage.environment), edges)
  closers.add('app', () => app.close())
  await app.describe({ roles: ['work', 'schedule', 'api'], version: VERSION })
  const parts = [startWork(app), app.dialogues.start(app), await startSchedule(app)]
  closers.add('work', async () => void (await Promise.all(parts.map((part) => part.close()))))
  const listen = { setting: 'EVERCHECK_LISTEN', host: '127.0.0.1', port: 0 }
  const practice = runOf(stage, systemClock)
  const api = await startApi(app, { listen, version: VERSION, practice })
  closers.add('api', () => api.close())
  if (forProgram) {
    output.json({ port: api.port, session: await signedIn(app) })
  } else {
    const secret = await inviteFirstOwner(app)
    const path = secret === null ? '/' : invitationPath(secret)
    output.line(`Open http://localhost:${api.port}${path} to practise; Ctrl-C ends.`)
    output.line(`Log in as ${stage.account.username}, with what the panel fills in.`)
  }
  await ended(signal, forProgram)
  return EXIT.ok
}

function runOf(stage: PracticeStage, clock: Clock): PracticeRun {
  const { username, password, totpSecret } = stage.account
  const endsAt = new Date(clock.now().getTime() + PRACTICE_MS)
  return {
    view: async () => ({
      isRunning: true,
      endsAt,
      account: { username, password, totpSecret },
      target: TARGET,
      mail: await stage.mail(),
    }),
  }
}

async function signedIn(app: App): Promise<string> {
  const operatorId = await addOperator(app, { name: 'practice', role: 'owner' }, MACHINE)
  return beginSession(app, {
    operatorId,
    method: 'passkey',
    browser: { address: '127.0.0.1', userAgent: null },
    replaces: null,
    withSudo: true,
  })
}

function ended(signal: AbortSignal, withInput: boolean): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) return resolve()
    signal.addEventListener('abort', () => resolve(), { once: true })
    if (!withInput) return
    process.stdin.once('end', resolve)
    process.stdin.once('error', resolve)
    process.stdin.resume()
  })
}
