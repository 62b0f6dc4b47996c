import { existsSync } from 'node:fs'
import { madeAnew } from '../../app.ts'
import { type Config, loadConfig } from '../../config/config.ts'
import type { Environment } from '../../config/env.ts'
import { chooseProxy } from '../../config/proxy.ts'
import { loadSecrets } from '../../config/secrets.ts'
import { NO_SECRETS, urlOf } from '../../config/serving.ts'
import { unknownSettings } from '../../config/unknown-settings.ts'
import { openKeys } from '../../credentials/open-keys.ts'
import { type Database, openDatabase } from '../../db/database.ts'
import { migrate } from '../../db/migrate.ts'
import { ensureSettled } from '../../db/moves.ts'
import { broken, careful, examine, type Finding, type Look, well } from '../../health/finding.ts'
import { lookAtAccounts, lookAtProxies } from '../../health/looks/accounts.ts'
import { lookAtBrowser } from '../../health/looks/browser.ts'
import { lookAtMail, lookAtTelegram } from '../../health/looks/channels.ts'
import { lookAtClock, lookAtDatabase } from '../../health/looks/database.ts'
import { type DeployContext, lookAtDeployment } from '../../health/looks/deploy.ts'
import { lookAtDisk } from '../../health/looks/disk.ts'
import { lookAtInstagram, lookAtInstagramsClock } from '../../health/looks/instagram.ts'
import { lookAtKey } from '../../health/looks/key.ts'
import type { Clock } from '../../kernel/clock.ts'
import { systemClock } from '../../kernel/clock.ts'
import { newHolder } from '../../kernel/ids.ts'
import type { Meaning } from '../../words/finding-meaning.ts'
import { findingWords } from '../../words/findings.ts'
import { EXIT, failureOf } from '../exit-code.ts'
import { type Output, openOutput } from '../output.ts'
import { json, type Registrar } from '../registrar.ts'
import { openTerminal } from '../terminal.ts'
import { VERSION } from '../version.ts'
import { ROLES } from './serve-command.ts'

/** Registers `evercheck doctor`. */
export function registerDoctor({ program, shell, exit }: Registrar): void {
  program
    .command('doctor')
    .description('what is wrong on this machine, and how to mend it')
    .option('--deploy', 'the checklist of a deployment, too; applies no migration')
    .addOption(json())
    .action(async (options: { json?: boolean; deploy?: true }) => {
      const terminal = openTerminal(shell.stderr, shell.environment)
      const output = openOutput(shell.stdout, options.json === true, terminal, shell.environment)
      const isDeploy = options.deploy === true
      const { environment } = shell
      exit(await doctorCommand({ environment, clock: systemClock, isDeploy }, output))
    })
}

type Context = {
  readonly environment: Environment
  readonly clock: Clock
  /** Whether the checklist of a deployment is gone through, too. */
  readonly isDeploy?: boolean
}

/**
 * `evercheck doctor`: looks at everything a check needs and says what is wrong and how to mend it.
 */
export async function doctorCommand(context: Context, output: Output): Promise<number> {
  const findings: Finding[] = []
  for await (const finding of examineMachine(context)) {
    findings.push(finding)
    output.line(`${MARKS[finding.state]}  ${finding.what.padEnd(10)} ${saidOf(finding)}`)
  }
  const told = findings.map((each) => {
    const { what, state, means } = each
    return { what, state, code: means.code, says: saidOf(each) }
  })
  output.json({ findings: told })
  return findings.some((each) => each.state === 'broken') ? EXIT.environment : EXIT.ok
}

function saidOf({ means }: Finding): string {
  return findingWords('en', means)
}

const MARKS = { well: 'ok  ', careful: 'note', broken: 'BAD ' } as const

async function* examineMachine(context: Context): AsyncGenerator<Finding> {
  let config: Config
  try {
    config = loadConfig(context.environment)
    yield well('settings', { code: 'data-folder', folder: config.dataFolder })
    for (const note of unknownSettings(context.environment)) {
      yield careful('settings', { code: 'note', note })
    }
  } catch (error) {
    yield broken('settings', meaningOf(error))
    return
  }
  yield* examine([lookAtDisk(config.dataFolder)], meaningOf)
  yield* examineDatabase(config, context)
  yield* examine([lookAtBrowser(config), ...looksOut(config, context)], meaningOf)
}

/** The database is open only while it is looked at. */
async function* examineDatabase(config: Config, context: Context): AsyncGenerator<Finding> {
  const hadKey = existsSync(config.keys.file)
  const opened = await openedBy(config, context.environment)
  if ('state' in opened) {
    yield opened
    return
  }
  const { database } = opened
  const { db, kind } = database
  const own = { db, clock: context.clock }
  const keys = openKeys(config.keys, own)
  try {
    // Before a deployment it is said what would be applied, and nothing is.
    if (context.isDeploy !== true) {
      await migrate(database)
      await ensureSettled({ db })
    }
    const looks = [
      lookAtDatabase(database, [...database.notes, ...madeAnew(database, hadKey)]),
      ...(kind === 'postgres' ? [lookAtClock(own)] : []),
      lookAtKey(own, keys.source),
      lookAtAccounts(own),
      lookAtProxies(own),
      ...(context.isDeploy === true ? lookAtDeployment(deployOf(config, db)) : []),
    ]
    yield* examine(looks, meaningOf)
  } catch (error) {
    yield broken('database', meaningOf(error))
  } finally {
    await keys.close()
    await database.close()
  }
}

function deployOf({ dataFolder, service }: Config, db: Database): DeployContext {
  const { host, port } = service.healthListen
  return { db, dataFolder, version: VERSION, roles: ROLES, healthUrl: urlOf(host, port) }
}

async function openedBy(config: Config, environment: Environment) {
  const { dataFolder, databaseTls: tls } = config
  try {
    const { databaseUrl: url } = loadSecrets(environment)
    const holder = newHolder()
    return { database: await openDatabase({ url, dataFolder, holder, connectionsMax: 2, tls }) }
  } catch (error) {
    return broken('database', meaningOf(error))
  }
}

/** What lies beyond this machine. */
function looksOut({ connect, service }: Config, { environment, clock }: Context): readonly Look[] {
  return [
    of('instagram', () => {
      const way = { connect, ...chooseProxy(environment, connect !== null) }
      return [lookAtInstagram(way), lookAtInstagramsClock(way, clock)]
    }),
    of('channels', () => {
      const { service: secrets = NO_SECRETS } = loadSecrets(environment)
      const { mailTo } = service.alerts
      return [lookAtTelegram({ ...service, ...secrets }), lookAtMail({ ...secrets, mailTo })]
    }),
  ]
}

/** Looks that cannot be made where a setting is wrong: then that is what was found. */
function of(what: string, make: () => readonly Look[]): Look {
  return {
    what,
    async findings() {
      const found: Finding[] = []
      for await (const finding of examine(make(), meaningOf)) found.push(finding)
      return found
    },
  }
}

function meaningOf(error: unknown): Meaning {
  const { code, sentence } = failureOf(error)
  return { code: 'failed', error: code, said: sentence }
}
