/** The ways to a browser on this machine, each of which may fail. */
export type BrowserWays = {
  /** The browser that is there, or null. */
  readonly find: () => Promise<string | null>
  /** Null if this browser starts, else why it does not. */
  readonly fault: (path: string) => Promise<string | null>
  /** Playwright's own download. Null when it is there, else why not. */
  readonly download: () => Promise<string | null>
  /** The system's libraries that a downloaded browser needs; null where we may not install any. */
  readonly installLibraries: (() => Promise<string | null>) | null
  /** The system's own Chromium; null where we may not install one. */
  readonly installPackage: (() => Promise<string | null>) | null
  /** Prints a line for the person who is waiting. */
  readonly tell: (line: string) => void
}

/**
 * Makes sure that a browser is there. What is found is believed at once, because this runs before
 * every start; what was just installed must also start.
 * @returns its path, or null after having said why there is none.
 */
export async function ensureBrowser(ways: BrowserWays): Promise<string | null> {
  const found = await ways.find()
  if (found !== null) return found
  return (await downloaded(ways)) ?? (await packaged(ways))
}

async function downloaded(ways: BrowserWays): Promise<string | null> {
  ways.tell('No Chromium on this machine. Downloading one (about 110 MB) ...')
  const failure = await ways.download()
  if (failure !== null) {
    ways.tell(`The download failed: ${failure}.`)
    return null
  }
  const path = await ways.find()
  if (path === null) return null
  const fault = await ways.fault(path)
  if (fault === null) return ready(ways, path)
  ways.tell(`The downloaded browser does not start: ${fault}.`)
  if (ways.installLibraries === null) return null
  ways.tell('Installing the system libraries it needs ...')
  const refused = await ways.installLibraries()
  if (refused !== null) ways.tell(`They could not be installed: ${refused}.`)
  return (await ways.fault(path)) === null ? ready(ways, path) : null
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
  const fault = await ways.fault(path)
  if (fault === null) return ready(ways, path)
  ways.tell(`The installed browser does not start: ${fault}.`)
  return null
}

function ready(ways: BrowserWays, path: string): string {
  ways.tell(`Browser ready: ${path}`)
  return path
}
