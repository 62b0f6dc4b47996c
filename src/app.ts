import { join } from 'node:path'
import { setFlagsFromString } from 'node:v8'
import type { RunContext } from './checks/runner.ts'
import type { Config } from './config/config.ts'
import type { Secrets } from './config/secrets.ts'
import {
  claimTotpStep,
  lastTotpStep,
  sealedCredentials,
  withCredential,
} from './credentials/credential-store.ts'
import { createKeyFile, KeyFileMissingError, loadKeyring } from './credentials/keyring.ts'
import { nextCode, parseTotpSecret } from './credentials/totp.ts'
import { Vault } from './credentials/vault.ts'
import { type Database, openDatabase } from './db/database.ts'
import { migrate } from './db/migrate.ts'
import { launchChromium } from './instagram/login/browser.ts'
import { findBrowser } from './instagram/login/browser-executable.ts'
import { LoginBrowser, loginLimitMs } from './instagram/login/browser-login.ts'
import { http2Transport } from './instagram/transport.ts'
import type { Clock } from './kernel/clock.ts'
import { Closers } from './kernel/closers.ts'
import { ensureFolder } from './kernel/folders.ts'
import { newHolder, type Random } from './kernel/ids.ts'
import { BrowserMissingError } from './sessions/ladder.ts'
import { CLOCKS_APART_MS } from './sessions/lease.ts'
import type { LoginWay } from './sessions/renewal.ts'
import { anySession } from './sessions/session-store.ts'
import type { Tell } from './telemetry/events.ts'
import { createLog, logEvents, logFile } from './telemetry/log.ts'

/** Everything there is, built once. It satisfies the narrow contexts of all rooms. */
export type App = RunContext & {
  readonly config: Config
  readonly kind: 'postgres' | 'embedded'
  /** What the operator should know about the set-up, as sentences. */
  readonly warnings: readonly string[]
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
 * opened is closed again if anything fails.
 */
export async function openApp(config: Config, secrets: Secrets, edges: Edges): Promise<App> {
  keepHeapSmall()
  const closers = new Closers()
  try {
    await ensureFolder(config.dataFolder, 0o700)
    const database = await openDatabase({
      url: secrets.databaseUrl,
      dataFolder: config.dataFolder,
      holder: newHolder(),
      connectionsMax: 5,
    })
    closers.add('database', () => database.close())
    const { db, kind, holder } = database
    await migrate({ db, clock: edges.clock })
    const { vault, warnings } = await openVault(db, config.keyFile)
    const executable = await findBrowser({ path: config.browser })
    const browser = new LoginBrowser({
      executable,
      connect: config.connect,
      clock: edges.clock,
      random: edges.random,
      hideWebdriver: config.hideWebdriver,
      timeoutMs: config.logins.timeoutMs,
      warmMs: 0,
    })
    closers.add('browser', () => browser[Symbol.asyncDispose]())
    return {
      ...edges,
      ...config.waits,
      config,
      kind,
      db,
      holder,
      vault,
      warnings,
      tell: tellBoth(openLog(config, closers), edges.tell),
      pace: config.pace,
      windows: config.windows,
      reading: config.reading,
      slice: { pagesMax: config.reading.slicePagesMax, forMs: config.reading.sliceMs },
      loginsPerDayMax: config.logins.perDayMax,
      // The whole login, and the steps that may be under way when its time is over.
      loginLeaseMs:
        loginLimitMs(config.logins.timeoutMs) + 2 * config.logins.timeoutMs + CLOCKS_APART_MS,
      refreshAfterMs: config.refreshAfterMs,
      loginWays: [browserWay({ db, vault, clock: edges.clock, tell: edges.tell }, browser)],
      openTransport: () =>
        http2Transport({
          connect: config.connect,
          clock: edges.clock,
          timeoutMs: 30_000,
          bodyBytesMax: 8 * 1024 * 1024,
        }),
      ownUserAgent: () => userAgentOf(config, executable),
      ensureRoom: database.ensureRoom,
      close: () => closers.close(),
    }
  } catch (error) {
    await closers.close()
    throw error
  }
}

async function userAgentOf(config: Config, executable: string | null): Promise<string> {
  if (executable === null) throw new BrowserMissingError('none was found')
  const { connect, hideWebdriver, logins } = config
  const options = { executable, connect, hideWebdriver, timeoutMs: logins.timeoutMs }
  const { browser, userAgent } = await launchChromium(options)
  await browser.close()
  return userAgent
}

/**
 * Left alone, the heap grows to some four times of what lives in it before it is swept, and more on
 * a machine with much memory; a check needs the same little at its thousandth page as at its first.
 */
function keepHeapSmall(): void {
  setFlagsFromString('--heap-growing-percent=50')
}

/**
 * Loads the key ring. A key file is made only for a database that holds no secret yet: a new key
 * beside old secrets would hide that the right one is missing.
 */
async function openVault(
  db: Database,
  keyFile: string,
): Promise<{ vault: Vault; warnings: readonly string[] }> {
  try {
    const { keyring, warning } = await loadKeyring(keyFile)
    return { vault: new Vault(keyring), warnings: warning === null ? [] : [warning] }
  } catch (error) {
    if (!(error instanceof KeyFileMissingError)) throw error
    if ((await sealedCredentials({ db })).length > 0 || (await anySession({ db }))) throw error
    await createKeyFile(keyFile)
    const { keyring } = await loadKeyring(keyFile)
    return {
      vault: new Vault(keyring),
      warnings: [`a new key was made in ${keyFile}: keep a copy of it elsewhere`],
    }
  }
}

/** The log of what happened, in the data folder. */
function openLog(config: Config, closers: Closers): Tell {
  if (config.logLevel === 'silent') return () => undefined
  const destination = logFile(join(config.dataFolder, 'evercheck.log'))
  closers.add('log', () => destination.end())
  return logEvents(createLog({ level: config.logLevel, destination }))
}

function tellBoth(one: Tell, other: Tell): Tell {
  return (event) => {
    one(event)
    other(event)
  }
}

/** What types and clicks: a browser, or what takes its place in a test. */
export type Typist = Pick<LoginBrowser, 'load' | 'login' | 'wake'>

type BrowserWayContext = {
  readonly db: Database
  readonly vault: Vault
  readonly clock: Clock
  readonly tell: Tell
}

/** Logging in with a browser: the password lives only inside the vault's callback. */
export function browserWay(context: BrowserWayContext, browser: Typist): LoginWay {
  return {
    name: 'browser',
    load: () => browser.load(),
    prepare: () => browser.wake(),
    async login({ account, state }, signal) {
      const { credentialId } = account
      if (credentialId === null) {
        return { kind: 'password-missing' }
      }
      return withCredential(context, credentialId, ({ username, password, totpSecret }) => {
        const code = () => freshCode(context, account.username, credentialId, totpSecret ?? '')
        const ask = { username, password, state, nextCode: totpSecret === null ? null : code }
        return browser.login(ask, signal)
      })
    },
  }
}

/**
 * A TOTP code of a step that was never used, marked as used before anybody sees it. The password
 * has been sent by then, so it is waited for whatever happens: a step and a half at the most.
 */
async function freshCode(
  context: BrowserWayContext,
  account: string,
  credentialId: string,
  totpSecret: string,
): Promise<string> {
  const secret = parseTotpSecret(totpSecret)
  const uninterrupted = new AbortController().signal
  context.tell({ kind: 'code-awaited', account })
  for (let tries = 0; tries < 3; tries += 1) {
    const last = await lastTotpStep(context, credentialId)
    const { code, step } = await nextCode(secret, last, context.clock, uninterrupted)
    if (await claimTotpStep(context, credentialId, step)) return code
  }
  throw new Error('every TOTP step was used by somebody else')
}
