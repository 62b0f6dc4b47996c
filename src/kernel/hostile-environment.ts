/**
 * Variables that make programs write down what passes through them, trust what they should not,
 * or send it elsewhere. Whoever needs them debugs a program that holds nobody's password.
 */
const HOSTILE: readonly RegExp[] = [
  // Playwright tells every key that is typed, and every cookie.
  /^(DEBUG|DEBUG_\w+|PWDEBUG|PW_\w+|PWTEST_\w+|SELENIUM_\w+)$/,
  // Where Playwright keeps its browsers, and what it downloads them from, says nothing to anybody.
  /^PLAYWRIGHT_(?!BROWSERS_PATH$|(CHROMIUM_)?DOWNLOAD_)/,
  /^(NODE_DEBUG|NODE_DEBUG_NATIVE|NODE_V8_COVERAGE|NODE_REDIRECT_WARNINGS)$/,
  /^(NODE_TLS_REJECT_UNAUTHORIZED|SSLKEYLOGFILE)$/,
  // For psql and its like: they would change how our own database is spoken to as well.
  /^PG(?!HOST$|PORT$|USER$|DATABASE$|PASSWORD$|PASSFILE$)[A-Z_]+$/,
]

/** What Node has read before a line of ours runs: to drop it, the process must begin anew. */
const READ_AT_START = /^(NODE_DEBUG|NODE_DEBUG_NATIVE|NODE_V8_COVERAGE|NODE_REDIRECT_WARNINGS)$/

/** The process as it is seen here. */
type Started = Pick<
  NodeJS.Process,
  'argv' | 'connected' | 'env' | 'execArgv' | 'execPath' | 'execve' | 'on'
>

/**
 * Drops the hostile variables of this process and of all that it will start, and lets no signal
 * open a debugger in it. Call it before anything else is loaded. Where Node itself has listened to
 * one already, the process becomes another that has not, under the same number.
 */
export function shedEnvironment(started: Started): void {
  const { env } = started
  const hostile = Object.keys(env).filter((name) => HOSTILE.some((one) => one.test(name)))
  for (const name of hostile) delete env[name]
  // Node opens its debugger at SIGUSR1 to whoever may send it, unless somebody listens.
  started.on('SIGUSR1', () => {})
  const { execve, execPath, execArgv, argv } = started
  // A channel to who started us would not outlive it; that one has shed its variables before.
  if (!hostile.some((name) => READ_AT_START.test(name)) || started.connected || !execve) return
  const args = [...execArgv, ...argv.slice(1)]
  execve(execPath, [execPath, ...args], env)
}
