/** Where a service is reached; null for what does not run in this process. */
export type Links = {
  readonly api: string | null
  readonly panel: string | null
  readonly health: string | null
  /** The one-time link that sets everything up; null when that has been done. */
  readonly setup: string | null
}

/** What the first lines of a service depend on. */
export type Started = {
  readonly links: Links
  /** What it does, as people say it. */
  readonly roles: readonly string[]
  readonly database: 'postgres' | 'embedded'
  readonly accounts: number
  /** How this machine is reached from elsewhere; null if nobody came from there. */
  readonly reachedAs: string | null
}

/** The first lines of `evercheck serve`: what runs, where, and what to do next. */
export function firstLines(started: Started): readonly string[] {
  const { links, roles, database } = started
  const where = database === 'embedded' ? 'its own database in the data folder' : 'PostgreSQL'
  return [
    `Evercheck runs on ${where}. This process`,
    ...roles.map((role) => `  ${role}`),
    ...(links.panel === null ? [] : [`Panel: ${links.panel}`]),
    ...(links.api === null ? [] : [`API: ${links.api}`]),
    ...(links.health === null ? [] : [`Health: ${links.health}`]),
    ...tunnel(started),
    ...next(started),
    'Ctrl-C ends it; pages that are being read are finished, and nothing that was read is lost.',
  ]
}

/** Links of this machine lead nowhere on the one that somebody sits at. */
function tunnel({ links, reachedAs }: Started): readonly string[] {
  const url = links.panel ?? links.api
  if (reachedAs === null || url === null) return []
  const { hostname, port } = new URL(url)
  if (hostname !== 'localhost') return []
  return [
    `You are on a server: on your own machine run  ssh -L ${port}:localhost:${port} ${reachedAs}  and open the links there.`,
  ]
}

function next({ links, accounts }: Started): readonly string[] {
  if (links.api !== null && links.panel === null) {
    return ['No panel was built: run npm run setup, and start this again.']
  }
  if (links.setup !== null) return [`Next: open ${links.setup} (it works once).`]
  if (accounts === 0) return ['Next, in another terminal: evercheck account add USERNAME']
  return ['Order a check in another terminal: evercheck check TARGET']
}

/** Said by a service that ends before all that it does has come to an end. */
export const UNFINISHED =
  'Something does not come to its end, most likely because the database says nothing. It is left: nothing is lost, and whatever this process held is free as soon as it is gone.'
