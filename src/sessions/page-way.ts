import { sql } from 'kysely'
import type { Account } from '../accounts/account-store.ts'
import type { Database } from '../db/database.ts'
import { type AgreedTime, dbNow, fromNow } from '../db/time.ts'
import type { SessionState } from '../instagram/cookies/session-state.ts'
import type { PageTransport } from '../instagram/login/page-transport.ts'
import type { Surface } from '../instagram/questions/operation.ts'
import type { Verdict } from '../instagram/verdicts/verdict.ts'
import type { WayProxy } from '../instagram/wire/proxy.ts'
import { UNSERVED_MS } from './waits.ts'

export type PageContext = {
  readonly db: Database
  /** Opens an account's own page; null when none can be had now. */
  openPage(ask: {
    readonly username: string
    readonly state: SessionState
    readonly proxy: WayProxy | null
  }): Promise<PageTransport | null>
}

/** What an account's page is known to be good for. */
export type KnownWay = {
  readonly surface: Surface
  readonly helps: boolean
  readonly until: Date
}

const SURFACES: readonly Surface[] = [
  'followers',
  'following',
  'user-info',
  'profile-by-name',
  'search',
  'feed-by-name',
  'self',
]

/** An empty 429: as likely our client as the surface (facts 0.4, 13). */
const EMPTY_429 = '17'

/** Whether it may be our own client that was refused, not the question or the session. Pure. */
export function isOurClientRefused(verdict: Verdict<unknown>): boolean {
  if (verdict.kind !== 'gated') return false
  return verdict.why === 'html-shell' || verdict.evidence.row === EMPTY_429
}

/**
 * The account's own page, in which questions are asked that Instagram refuses to our client (facts
 * 0.4, 0.5). It is opened at the first need and closed with the account. Whether it helps is known
 * per surface for hours, and then tried again.
 */
export class PageWay {
  readonly #account: Pick<Account, 'id' | 'username'>
  readonly #proxy: WayProxy | null
  readonly #time: AgreedTime
  readonly #known: Map<Surface, KnownWay>
  #page: PageTransport | null = null

  constructor(
    account: Pick<Account, 'id' | 'username'>,
    proxy: WayProxy | null,
    time: AgreedTime,
    known: readonly KnownWay[],
  ) {
    this.#account = account
    this.#proxy = proxy
    this.#time = time
    this.#known = new Map(known.map((way) => [way.surface, way]))
  }

  /** The page, where that surface is asked inside it; null where our own client asks. */
  async forSurface(
    context: PageContext,
    surface: Surface,
    state: SessionState,
  ): Promise<PageTransport | null> {
    return this.#helps(surface) === true ? this.#open(context, state) : null
  }

  /** The page, if it is not known yet whether it helps; null when it is, or none is free. */
  async toTry(
    context: PageContext,
    surface: Surface,
    state: SessionState,
  ): Promise<PageTransport | null> {
    return this.#helps(surface) === null ? this.#open(context, state) : null
  }

  /**
   * Remembers whether the page helps. Where the client as such was refused, that holds for all
   * surfaces: the next one would be refused in the words of a throttle. Durable when it returns.
   */
  async learn(
    context: PageContext,
    surface: Surface,
    learned: { readonly helps: boolean; readonly everywhere: boolean },
  ): Promise<void> {
    const { helps } = learned
    const surfaces = learned.everywhere && helps ? SURFACES : [surface]
    const kept = await sql<{ surface: Surface; until: Date }>`
      insert into page_ways (account_id, surface, helps, learned_at, until_at)
      select ${this.#account.id}, surface, ${helps}, ${dbNow}, ${fromNow(UNSERVED_MS)}
      from unnest(${[...surfaces]}::text[]) as asked (surface)
      on conflict (account_id, surface) do update
      set helps = excluded.helps, learned_at = excluded.learned_at, until_at = excluded.until_at
      returning surface, until_at as until
    `.execute(context.db)
    for (const row of kept.rows) this.#known.set(row.surface, { ...row, helps })
  }

  /** Closes the page, if one was opened. */
  async close(): Promise<void> {
    const page = this.#page
    this.#page = null
    await page?.close()
  }

  #helps(surface: Surface): boolean | null {
    const known = this.#known.get(surface)
    return known !== undefined && known.until > this.#time.now() ? known.helps : null
  }

  async #open(context: PageContext, state: SessionState): Promise<PageTransport | null> {
    if (this.#page?.isBroken) await this.close()
    const { username } = this.#account
    this.#page ??= await context.openPage({ username, state, proxy: this.#proxy })
    return this.#page
  }
}

/** What is known of an account's page. */
export async function knownWays(
  context: { readonly db: Database },
  accountId: string,
): Promise<readonly KnownWay[]> {
  return context.db
    .selectFrom('page_ways')
    .select(['surface', 'helps', 'until_at as until'])
    .where('account_id', '=', accountId)
    .execute()
}
