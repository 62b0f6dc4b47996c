import { existsSync } from 'node:fs'
import { statfs } from 'node:fs/promises'
import { sql } from 'kysely'
import { listAccounts } from '../../accounts/account-store.ts'
import { type Config, loadConfig } from '../../config/config.ts'
import { type Environment, SettingInvalidError } from '../../config/env.ts'
import { chooseProxy } from '../../config/proxy.ts'
import { loadSecrets } from '../../config/secrets.ts'
import { unknownSettings } from '../../config/unknown-settings.ts'
import { KeyFileMissingError, type Keyring, loadKeyring } from '../../credentials/keyring.ts'
import type { SealedText } from '../../credentials/open-vault.ts'
import { sealedBy, Vault } from '../../credentials/vault.ts'
import { type OpenDatabase, openDatabase } from '../../db/database.ts'
import { migrate } from '../../db/migrate.ts'
import { launchChromium } from '../../instagram/login/browser.ts'
import { findBrowser } from '../../instagram/login/browser-executable.ts'
import { BrowserFailure } from '../../instagram/login/browser-failure.ts'
import { failureOf as failureOfNetwork } from '../../instagram/wire/network-failure.ts'
import type { WayProxy } from '../../instagram/wire/proxy.ts'
import { openEncrypted } from '../../instagram/wire/reach.ts'
import { CLOCK_OFF_MS_MAX, compareClocks, offInWords } from '../../instagram/wire/server-time.ts'
import { http2Transport } from '../../instagram/wire/transport.ts'
import type { Clock } from '../../kernel/clock.ts'
import { systemClock } from '../../kernel/clock.ts'
import { ensureOwnFolder, isOpenToOthers } from '../../kernel/folders.ts'
import { newHolder } from '../../kernel/ids.ts'
import { receiptFingerprint } from '../../reports/receipt.ts'
import { accountProxies } from '../../sessions/account-proxy.ts'
import { sealedTexts } from '../../sessions/sealed.ts'
import { stopTextWords } from '../../words/reasons.ts'
import { remedy } from '../../words/remedy.ts'
import { EXIT, failureOf } from '../exit-code.ts'
import { type Output, openOutput } from '../output.ts'
import { json, type Registrar } from '../registrar.ts'
import { openTerminal } from '../terminal.ts'
import { examineServer } from './doctor-server.ts'
import type { Finding } from './finding.ts'

/** Registers `evercheck doctor`. */
export function registerDoctor({ program, shell, exit }: Registrar): void {
  program
    .command('doctor')
    .description('what is wrong on this machine, and how to mend it')
    .addOption(json())
    .action(async (options: { json?: boolean }) => {
      const output = openOutput(shell.stdout, options.json === true, openTerminal(shell.stderr))
      exit(await doctorCommand({ environment: shell.environment, clock: systemClock }, output))
    })
}

const FREE_BYTES_MIN = 500 * 1024 * 1024
const SKEW_MS_MAX = 2000

/**
 * `evercheck doctor`: looks at everything a check needs and says what is wrong and how to mend it.
 */
export async function doctorCommand(
  context: { readonly environment: Environment; readonly clock: Clock },
  output: Output,
): Promise<number> {
  const findings: Finding[] = []
  for await (const finding of examine(context)) {
    findings.push(finding)
    output.line(`${MARKS[finding.state]}  ${finding.what.padEnd(10)} ${finding.says}`)
  }
  output.json({ findings })
  return findings.some((each) => each.state === 'broken') ? EXIT.environment : EXIT.ok
}

const MARKS = { well: 'ok  ', careful: 'note', broken: 'BAD ' } as const

async function* examine(context: {
  readonly environment: Environment
  readonly clock: Clock
}): AsyncGenerator<Finding> {
  let config: Config
  try {
    config = loadConfig(context.environment)
    yield well('settings', `Data in ${config.dataFolder}.`)
    for (const says of unknownSettings(context.environment)) {
      yield { what: 'settings', state: 'careful', says }
    }
  } catch (error) {
    yield broken('settings', error)
    return
  }
  yield await examineDisk(config.dataFolder)
  yield* examineDatabase(config, context)
  yield await examineBrowser(config)
  yield await examineInstagram(config, context.environment)
  const clock = await examineInstagramsClock(config, context)
  if (clock) yield clock
}

async function examineDisk(folder: string): Promise<Finding> {
  try {
    await ensureOwnFolder(folder)
    const { bavail, bsize } = await statfs(folder)
    const megabytes = Math.floor((bavail * bsize) / 1024 / 1024)
    if (bavail * bsize >= FREE_BYTES_MIN) {
      if (!(await isOpenToOthers(folder))) return well('disk', `${megabytes} MB free.`)
      const says = `${megabytes} MB free. Others can see what is in ${folder}, if not read it: chmod go-rwx ${folder}`
      return { what: 'disk', state: 'careful', says }
    }
    return {
      what: 'disk',
      state: 'careful',
      says: `Only ${megabytes} MB free in ${folder}: make room before a large check.`,
    }
  } catch (error) {
    return broken('disk', error)
  }
}

async function* examineDatabase(
  config: Config,
  context: { readonly environment: Environment; readonly clock: Clock },
): AsyncGenerator<Finding> {
  const hadKey = existsSync(config.keyFile)
  let database: OpenDatabase
  try {
    const { databaseUrl: url } = loadSecrets(context.environment)
    const { dataFolder } = config
    database = await openDatabase({
      url,
      dataFolder,
      holder: newHolder(),
      connectionsMax: 2,
      tls: config.databaseTls,
    })
  } catch (error) {
    yield broken('database', error)
    return
  }
  try {
    const { db, kind } = database
    await migrate({ db })
    yield* examineServer(database, hadKey)
    if (kind === 'postgres') yield await examineClock(database, context.clock)
    yield await examineKey(database, config.keyFile)
    yield* examineAccounts(database)
  } catch (error) {
    yield broken('database', error)
  } finally {
    await database.close()
  }
}

/** Leases compare clocks, so the machine's must agree with the database's. */
async function examineClock(database: OpenDatabase, clock: Clock): Promise<Finding> {
  const found = await sql<{ now: Date }>`select clock_timestamp() as now`.execute(database.db)
  const skewMs = Math.abs(clock.now().getTime() - (found.rows[0]?.now.getTime() ?? 0))
  if (skewMs <= SKEW_MS_MAX) return well('clock', 'It agrees with the database.')
  return {
    what: 'clock',
    state: 'broken',
    says: `It differs from the database's by ${Math.round(skewMs / 1000)} s: switch on time synchronisation (NTP) on both. Two-factor codes and leases need it.`,
  }
}

async function examineKey(database: OpenDatabase, keyFile: string): Promise<Finding> {
  const texts = await sealedTexts(database)
  try {
    const { keyring, warning } = await loadKeyring(keyFile)
    const vault = new Vault(keyring)
    const closed = texts.find(({ place, sealed }) => !vault.opens(place, sealed))
    if (closed) return { what: 'key', state: 'broken', says: whyClosed(closed, keyring, keyFile) }
    if (warning !== null) return { what: 'key', state: 'careful', says: `${warning}.` }
    const opened = texts.length === 0 ? 'Nothing is sealed yet' : `All ${texts.length} secrets open`
    const receipts = `It signs receipts as ${receiptFingerprint(vault.receiptKey)}.`
    return well('key', `${opened} with ${keyFile}. ${receipts} Keep a copy of it elsewhere.`)
  } catch (error) {
    if (error instanceof KeyFileMissingError && texts.length === 0) {
      return well('key', 'None yet; it is made with the first command.')
    }
    return broken('key', error)
  }
}

function whyClosed(closed: SealedText, keyring: Keyring, keyFile: string): string {
  const { username, sealed } = closed
  const anew = `add ${username} anew: evercheck account add ${username} --password-file FILE`
  const name = sealedBy(sealed)
  return keyring.find(name) === null
    ? `The key ${name}, which sealed what is stored of ${username}, is not in ${keyFile}: put its line back from the backup, or ${anew}`
    : `What is stored of ${username} was changed since it was sealed, or moved: ${anew}`
}

async function* examineAccounts(database: OpenDatabase): AsyncGenerator<Finding> {
  const accounts = await listAccounts(database)
  if (accounts.length === 0) {
    const says = 'There is none: evercheck account add USERNAME --password-file FILE'
    yield { what: 'accounts', state: 'careful', says }
  }
  for (const { username, standing, standingWhy } of accounts) {
    if (standing === 'active') yield well('account', `${username} is active.`)
    else {
      const said = standingWhy === null ? '' : ` (${stopTextWords(standingWhy)})`
      const says = `${username} is ${standing}${said}. ${remedy(standing, username)}`
      yield { what: 'account', state: 'careful', says }
    }
  }
  for (const { username, says } of await accountProxies(database)) {
    const tried = `Try it: evercheck account proxy ${username}`
    yield well(
      'proxy',
      `The browser and the requests of ${username} leave through ${says}. ${tried}`,
    )
  }
}

async function examineBrowser(config: Config): Promise<Finding> {
  const executable = await findBrowser({ path: config.browser })
  if (executable === null) {
    const says =
      config.browser === null
        ? 'There is no Chromium to log in with. Run: npm run setup, or set EVERCHECK_BROWSER.'
        : `EVERCHECK_BROWSER names ${config.browser}, which cannot be run.`
    return { what: 'browser', state: 'broken', says }
  }
  try {
    const { browser, close } = await launchChromium({
      executable,
      connect: config.connect,
      hideWebdriver: config.hideWebdriver,
      sandbox: config.browserSandbox,
      timeoutMs: 20_000,
    })
    const version = browser.version()
    await close()
    if (!config.browserSandbox) {
      const says = `${executable} starts (version ${version}), without its sandbox, as EVERCHECK_BROWSER_SANDBOX says.`
      return { what: 'browser', state: 'careful', says }
    }
    return well('browser', `${executable} starts in its sandbox (version ${version}).`)
  } catch (error) {
    if (error instanceof BrowserFailure) {
      return { what: 'browser', state: 'broken', says: `${executable}: ${error.message}.` }
    }
    return broken('browser', error)
  }
}

/** Whether a connection comes about that may be trusted; nothing is asked. */
async function examineInstagram({ connect }: Config, environment: Environment): Promise<Finding> {
  const what = 'instagram'
  try {
    const { proxy, says } = chooseProxy(environment, connect !== null)
    const signal = AbortSignal.timeout(10_000)
    const socket = await openEncrypted({ connect, proxy }, 'www.instagram.com', signal)
    socket.destroy()
    const at = connect === null ? 'www.instagram.com' : `${connect.host}:${connect.port}`
    const away = connect === null ? '' : ' (set by EVERCHECK_INSTAGRAM_CONNECT)'
    return well(what, `${at} can be reached${away}.${says === null ? '' : ` Note: ${says}.`}`)
  } catch (error) {
    if (error instanceof SettingInvalidError) return broken(what, error)
    const at = connect === null ? 'www.instagram.com:443' : `${connect.host}:${connect.port}`
    const { reason, detail } = failureOfNetwork(error, false)
    const remedy =
      reason === 'tls'
        ? 'check the clock, EVERCHECK_INSTAGRAM_CA, and whatever on the way reads along'
        : 'check the network, a firewall or proxy, and the name server'
    return { what, state: 'broken', says: `${at} cannot be reached (${detail}): ${remedy}.` }
  }
}

/** Two-factor codes are made with our clock and checked with Instagram's. */
async function examineInstagramsClock(
  { connect }: Config,
  { clock, environment }: { readonly clock: Clock; readonly environment: Environment },
): Promise<Finding | null> {
  let proxy: WayProxy | null
  try {
    proxy = chooseProxy(environment, connect !== null).proxy
  } catch {
    return null // said already
  }
  const limits = { timeoutMs: 10_000, bodyBytesMax: 1024 * 1024 }
  const transport = http2Transport({ connect, proxy, clock, ...limits })
  try {
    const behindMs = await compareClocks({ transport, clock }, new AbortController().signal)
    if (behindMs === null) return null
    const off = offInWords(behindMs)
    if (Math.abs(behindMs) <= SKEW_MS_MAX) return well('clock', `It is ${off}: close enough.`)
    const refused = Math.abs(behindMs) > CLOCK_OFF_MS_MAX
    return {
      what: 'clock',
      state: refused ? 'broken' : 'careful',
      says: `This machine's clock is ${off}: switch on time synchronisation (NTP). Two-factor codes need it${refused ? ', and are refused like this' : ''}.`,
    }
  } finally {
    await transport.close()
  }
}

function well(what: string, says: string): Finding {
  return { what, state: 'well', says }
}

function broken(what: string, error: unknown): Finding {
  return { what, state: 'broken', says: failureOf(error).sentence }
}
