/** Why a browser does not start. Without a sandbox it could start, and must not by itself. */
export type BrowserFault = { readonly kind: 'broken' | 'no-sandbox'; readonly why: string }

/** The ways to a browser on this machine, each of which may fail. */
export type BrowserWays = {
  /** The browser that is there, or null. */
  readonly find: () => Promise<string | null>
  /** Starts this browser once. Null if it starts, else why it does not. */
  readonly fault: (path: string) => Promise<BrowserFault | null>
  /** Playwright's own download. Null when it is there, else why not. */
  readonly download: () => Promise<string | null>
  /** The system's libraries that a downloaded browser needs; null where we may not install any. */
  readonly installLibraries: (() => Promise<string | null>) | null
  /** What gives the system's own Chromium a sandbox; null where we may not install it. */
  readonly installSandbox: (() => Promise<string | null>) | null
  /** The system's own Chromium; null where we may not install one. */
  readonly installPackage: (() => Promise<string | null>) | null
  /** Prints a line for the person who is waiting. */
  readonly tell: (line: string) => void
}

/**
 * Makes sure that a browser is there and starts. One that only lacks its sandbox is taken, after
 * having said what to do about that: whoever needs it refuses it.
 * @returns its path, or null after having said why there is none.
 */
export async function ensureBrowser(ways: BrowserWays): Promise<string | null> {
  const found = await ways.find()
  if (found !== null && (await starts(ways, found))) return found
  if (found === null) ways.tell('No Chromium on this machine.')
  return (await downloaded(ways)) ?? (await packaged(ways))
}

/** Whether a browser starts, but for its sandbox. Says what is wrong with it. */
async function starts(ways: BrowserWays, path: string): Promise<boolean> {
  const fault = await ways.fault(path)
  if (fault === null) return true
  if (fault.kind === 'broken') {
    ways.tell(`The browser ${path} does not start: ${fault.why}.`)
    return false
  }
  if (ways.installSandbox !== null) {
    ways.tell('Chromium finds no sandbox here. Installing the package chromium-sandbox ...')
    const failure = await ways.installSandbox()
    if (failure !== null) ways.tell(`It could not be installed: ${failure}.`)
    else if ((await ways.fault(path)) === null) return true
  }
  ways.tell(`The browser ${path} cannot be started in its sandbox: ${fault.why}.`)
  ways.tell(
    'Until then nothing logs in to Instagram from here. The story goes on without a sandbox,',
  )
  ways.tell('and so do the tests: the pages they open are our own.')
  return true
}

async function downloaded(ways: BrowserWays): Promise<string | null> {
  ways.tell('Downloading a Chromium (about 110 MB) ...')
  const failure = await ways.download()
  if (failure !== null) {
    ways.tell(`The download failed: ${failure}.`)
    return null
  }
  const path = await ways.find()
  if (path === null) return null
  if (await starts(ways, path)) return ready(ways, path)
  if (ways.installLibraries === null) return null
  ways.tell('Installing the system libraries it needs ...')
  const refused = await ways.installLibraries()
  if (refused !== null) ways.tell(`They could not be installed: ${refused}.`)
  return (await starts(ways, path)) ? ready(ways, path) : null
}

async function packaged(ways: BrowserWays): Promise<string | null> {
  if (ways.installPackage === null) return null
  ways.tell("Installing this system's own Chromium ...")
  const failure = await ways.installPackage()
  if (failure !== null) {
    ways.tell(`That failed too: ${failure}.`)
    return null
  }
  const path = await ways.find()
  if (path === null) return null
  return (await starts(ways, path)) ? ready(ways, path) : null
}

function ready(ways: BrowserWays, path: string): string {
  ways.tell(`Browser ready: ${path}`)
  return path
}
