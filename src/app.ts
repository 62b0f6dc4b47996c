import { existsSync } from 'node:fs'
import { join } from 'node:path'
import type { BackupContext } from './backup/back-up.ts'
import { type Channels, openChannels } from './channels/open-channels.ts'
import { chatOf } from './chats/chat-store.ts'
import type { CustomerLimits } from './checks/customer-limits.ts'
import type { WorkContext } from './checks/work.ts'
import { type Config, loadConfig } from './config/config.ts'
import type { ProxyChoice, WayNote } from './config/proxy.ts'
import type { Secrets } from './config/secrets.ts'
import { NO_SECRETS, type ServiceSecrets } from './config/serving.ts'
import type { KeepKeysContext } from './credentials/keep-keys.ts'
import type { KeyNote } from './credentials/key-note.ts'
import type { KeySource } from './credentials/key-source.ts'
import { openKeys } from './credentials/open-keys.ts'
import { openVault } from './credentials/open-vault.ts'
import { customerById } from './customers/customer-store.ts'
import { type Database, type DatabaseNote, type OpenDatabase, openDatabase } from './db/database.ts'
import type { ProcessKind } from './db/holder-life.ts'
import { migrate } from './db/migrate.ts'
import { ensureSettled } from './db/moves.ts'
import type { AttendContext } from './dialogues/attendance.ts'
import { DialogueDesk } from './dialogues/desk.ts'
import { launchChromium } from './instagram/login/browser.ts'
import { findBrowser } from './instagram/login/browser-executable.ts'
import { BrowserFailure } from './instagram/login/browser-failure.ts'
import { loginLimitMs } from './instagram/login/browser-login.ts'
import { LoginBrowsers } from './instagram/login/browsers.ts'
import { SideCar } from './instagram/login/side-car.ts'
import { http2Transport } from './instagram/wire/transport.ts'
import { wayTrouble } from './instagram/wire/way-trouble.ts'
import type { Clock } from './kernel/clock.ts'
import { Closers } from './kernel/closers.ts'
import { ensureOwnFolder } from './kernel/folders.ts'
import { keepHeapSmall } from './kernel/heap.ts'
import { newHolder, type Random } from './kernel/ids.ts'
import { SoleRoles } from './presence/sole-roles.ts'
import type { QueueContext } from './queue/job-queue.ts'
import { ensureQueues } from './queue/queue-store.ts'
import { BrowserMissingError, machineFault } from './sessions/machine-trouble.ts'
import { keyContextOf } from './sessions/sealed.ts'
import { browserWay } from './sessions/ways/browser-way.ts'
import { instagrapiWay } from './sessions/ways/instagrapi-way.ts'
import type { Tell } from './telemetry/events.ts'
import { createLog, logEvents } from './telemetry/log.ts'
import { logFile } from './telemetry/log-file.ts'

/** Everything there is, built once. It satisfies the narrow contexts of all rooms. */
export type App = WorkContext &
  KeepKeysContext &
  QueueContext &
  AttendContext &
  BackupContext &
  Channels & {
    readonly config: Config
    /** What the settings mean where nothing is set. */
    readonly defaults: Config
    readonly customerLimits: CustomerLimits
    readonly tell: Tell
    /** Tells a listener of every event from now on. Returns how to end that. */
    onEvent(listener: Tell): () => void
    /** What only one process may do at a time. */
    readonly soleRoles: SoleRoles
    /** Where the keys are kept that seal secrets. */
    readonly keys: KeySource
    /** Open only to the room that speaks with whom they belong to. */
    readonly secrets: ServiceSecrets
    readonly kind: 'postgres' | 'embedded'
    /** The operator's way to Instagram, and what there is to say of it. */
    readonly wayOut: ProxyChoice
    /** What the operator should know about the set-up. */
    readonly notes: readonly (DatabaseNote | KeyNote | WayNote)[]
    /** Where logins wait for humans, in a process that runs it. */
    readonly dialogues: DialogueDesk
    /** Lets the other processes know what this one is there for. */
    describe(kind: ProcessKind): Promise<void>
    /** What our own browser says of itself. @throws BrowserMissingError BROWSER_MISSING */
    ownUserAgent(): Promise<string>
    close(): Promise<void>
  }

/** The edges: what tests replace, and nothing else. */
export type Edges = {
  readonly clock: Clock
  readonly random: Random
  /** Hears every event, beside the log. */
  readonly tell: Tell
}

/**
 * Opens the database, brings its schema up to date, opens the vault and builds the app. What was
 * opened is closed again if anything fails. `evenMoved` opens a database that has moved away, too.
 * @throws DatabaseMovedError DATABASE_MOVED
 */
export async function openApp(
  config: Config,
  secrets: Secrets,
  edges: Edges,
  options: { readonly evenMoved?: true } = {},
): Promise<App> {
  keepHeapSmall()
  const closers = new Closers()
  try {
    await ensureOwnFolder(config.dataFolder)
    const hadKey = existsSync(config.keys.file)
    const database = await openDatabase({
      url: secrets.databaseUrl,
      dataFolder: config.dataFolder,
      holder: newHolder(),
      connectionsMax: 5,
      tls: config.databaseTls,
    })
    closers.add('database', () => database.close())
    const { db, kind, holder } = database
    await migrate(database)
    await ensureQueues({ db }, config.keep.deliveriesMs / 1000)
    await database.announce()
    // After it is known that this process lives: whoever moves the database away waits for it.
    if (options.evenMoved !== true) await ensureSettled({ db })
    const { source: keys, transit, close: closeKeys } = openKeys(config.keys, { db, ...edges })
    closers.add('keys', closeKeys)
    const { vault, notes: ofTheKey } = await openVault(keyContextOf({ db, keys }))
    const notes = [...database.notes, ...madeAnew(database, hadKey), ...ofTheKey]
    const way = secrets.proxy?.note ?? null
    const executable = await findBrowser({ path: config.browser })
    const listeners = new Set<Tell>()
    const tell = tellAll([openLog(config, closers), edges.tell], listeners)
    const proxy = secrets.proxy?.proxy ?? null
    const browser = new LoginBrowsers({
      executable,
      connect: config.connect,
      clock: edges.clock,
      random: edges.random,
      proxy,
      hideWebdriver: config.hideWebdriver,
      sandbox: config.browserSandbox,
      timeoutMs: config.logins.timeoutMs,
      warmMs: 0,
      tell,
    })
    closers.add('browser', () => browser[Symbol.asyncDispose]())
    const codes = { db, vault, clock: edges.clock, tell }
    const ownUserAgent = () => userAgentOf(config, executable)
    const loginWays = [browserWay(codes, browser)]
    if (config.sideCarUrl !== null) {
      const sideCar = new SideCar({ url: config.sideCarUrl, timeoutMs: config.logins.timeoutMs })
      const { random } = edges
      loginWays.push(instagrapiWay({ ...codes, random, proxy, ownUserAgent }, sideCar))
    }
    const dialogues = new DialogueDesk()
    return {
      ...edges,
      ...config.waits,
      config,
      defaults: loadConfig({}),
      secrets: secrets.service ?? NO_SECRETS,
      ...channelsOf(config, secrets.service ?? NO_SECRETS, db),
      kind,
      wayOut: { proxy, note: way },
      db,
      sendText: database.sendText,
      openPatientClient: database.openPatientClient,
      holder,
      vault,
      keys,
      transit,
      onEvent(listener) {
        listeners.add(listener)
        return () => void listeners.delete(listener)
      },
      notes: [...notes, ...(way === null ? [] : [way])],
      tell,
      pace: config.pace,
      windows: config.windows,
      reading: config.reading,
      slice: { pagesMax: config.reading.slicePagesMax, forMs: config.reading.sliceMs },
      loginsPerDayMax: config.logins.perDayMax,
      // The whole login, and the steps that may be under way when its time is over.
      loginLeaseMs: loginLimitMs(config.logins.timeoutMs) + 2 * config.logins.timeoutMs,
      refreshAfterMs: config.refreshAfterMs,
      renewBy: config.renewBy,
      loginWays,
      openTransport: (own = null) =>
        http2Transport({
          connect: config.connect,
          proxy: own ?? proxy,
          clock: edges.clock,
          timeoutMs: 30_000,
          bodyBytesMax: 8 * 1024 * 1024,
        }),
      wayTrouble: (own, signal) => wayTrouble(own, config.addressUrl, signal),
      attend: (page, of) => dialogues.attend(page, of),
      openByHand: (ask) => browser.openByHand(ask),
      openPage: (ask) => browser.openPage(ask),
      dialogues,
      ownUserAgent,
      ensureRoom: database.ensureRoom,
      listen: database.listen,
      describe: database.describe,
      soleRoles: new SoleRoles({ db, holder, clock: edges.clock, listen: database.listen }),
      lookMs: 1000,
      takeoverLookMs: 200,
      slots: config.slots,
      customerLimits: config.customerLimits,
      close: () => closers.close(),
    }
  } catch (error) {
    await closers.close()
    throw error
  }
}

function channelsOf({ service }: Config, secrets: ServiceSecrets, db: Database): Channels {
  const { telegramApi, operators, publicUrl, alerts } = service
  const settings = { telegramApi, operators, publicUrl, ...alerts, ...secrets }
  return openChannels(settings, async (chatId) => {
    const chat = await chatOf({ db }, chatId)
    return chat === null ? null : (await customerById({ db }, chat.customerId)).language
  })
}

async function userAgentOf(config: Config, executable: string | null): Promise<string> {
  if (executable === null) throw new BrowserMissingError('none was found')
  const { connect, hideWebdriver, logins, browserSandbox: sandbox } = config
  const options = { executable, connect, hideWebdriver, sandbox, timeoutMs: logins.timeoutMs }
  const { close, userAgent } = await launchChromium(options).catch((error: unknown) => {
    if (!(error instanceof BrowserFailure)) throw error
    throw machineFault(error.code, error.message) ?? error
  })
  await close()
  return userAgent
}

/** An empty database beside a key that was there before: the one before has gone, most likely. */
export function madeAnew({ isNew }: OpenDatabase, hadKey: boolean): readonly DatabaseNote[] {
  if (!isNew || !hadKey) return []
  return [{ code: 'made-anew' }]
}

/** The log of what happened, in the data folder. */
function openLog(config: Config, closers: Closers): Tell {
  if (config.logLevel === 'silent') return () => undefined
  const destination = logFile(join(config.dataFolder, 'evercheck.log'))
  closers.add('log', () => destination.end())
  return logEvents(createLog({ level: config.logLevel, destination }))
}

function tellAll(always: readonly Tell[], listeners: ReadonlySet<Tell>): Tell {
  return (event) => {
    for (const tell of always) tell(event)
    for (const tell of listeners) tell(event)
  }
}
