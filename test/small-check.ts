import assert from 'node:assert/strict'
import pg from 'pg'
import type { List } from '../src/instagram/questions/operation.ts'
import type { ClosableTransport, Transport } from '../src/instagram/wire/transport.ts'
import type { Choices } from './enumerate.ts'
import { type Dangers, type Scene, Telling, type Told } from './telling.ts'
import { Trial } from './trial.ts'

const TARGET = 'target.example'
const LISTS: readonly List[] = ['followers', 'following']
const PAGE = 2

/**
 * One check of a small target, told again and again with other faults. Everything is real but the
 * browser, which is a scripted one at the simulated login desk.
 */
export class SmallCheck implements AsyncDisposable {
  /** Requests of a check without a fault. */
  readonly ideal: number
  readonly #trial: Trial
  readonly #scene: Scene
  readonly #firstSession: string

  /** Builds the trial: pages of two people each, always in the same order. */
  static async open(size: {
    readonly followers: number
    readonly following: number
  }): Promise<SmallCheck> {
    const target = { username: TARGET, ...size, mutual: 1 }
    const faults = { pages: { size: PAGE, ranking: 'never' as const } }
    const trial = await Trial.open({ targets: [target], faults })
    const transport = trial.app.openTransport()
    const url = trial.databaseUrl
    assert(url !== null, 'the small check runs on PostgreSQL')
    const admin = new pg.Client({ connectionString: url })
    await admin.connect()
    await rememberTruth(admin, await readOnce(trial, transport))
    const scene = { trial, transport, admin, url, target: TARGET, process: null }
    const ideal = 2 + Math.ceil(size.followers / PAGE) + Math.ceil(size.following / PAGE)
    await teach(admin)
    return new SmallCheck(scene, ideal)
  }

  private constructor(scene: Scene, ideal: number) {
    this.#trial = scene.trial
    this.#scene = scene
    this.ideal = ideal
    this.#firstSession = scene.trial.instagram.sessions().at(-1)?.name ?? ''
  }

  /** Tells the check once, with the faults that `choices` choose. Throws when it goes wrong. */
  async tell(choices: Choices, dangers: Dangers): Promise<Told> {
    await this.#beginAnew()
    const telling = new Telling(this.#scene, choices, dangers)
    try {
      await telling.run()
      await this.#expectEnded(telling.hasCrashed)
    } catch (cause) {
      throw new Error(`after ${telling.faults.join(', ') || 'no fault at all'}`, { cause })
    }
    return telling.summary()
  }

  async #beginAnew(): Promise<void> {
    const { instagram } = this.#trial
    instagram.faults.reset()
    instagram.throttles.reset()
    for (const session of instagram.sessions()) {
      if (session.name === this.#firstSession) session.death = null
      else instagram.endSession(session, 'plain')
    }
    instagram.counters.reset()
    const keeper = instagram.findAccount('keeper')
    if (keeper) Object.assign(keeper, { standing: 'ok', recentLogins: [] })
    await this.#scene.admin.query('select begin_anew()')
  }

  /** Completed, exact, equal to the truth, and nothing held any more but by the dead. */
  async #expectEnded(hasCrashed: boolean): Promise<void> {
    const { rows } = await this.#scene.admin.query({
      name: 'ended',
      text: `
      select checks.state,
        (checks.holder is not null
          or account.lease_holder is not null
            and (not $1::boolean or holder_lives(account.lease_holder))) as held,
        (select bool_and(progress.confidence = 'exact') from check_progress progress
          where progress.check_id = checks.id) as exact,
        (select count(*)::integer from truth
          where not exists (
            select from check_members member
            where member.list = truth.list and member.pk = truth.pk)) as missing,
        (select count(*)::integer from check_members member
          where not exists (
            select from truth where truth.list = member.list and truth.pk = member.pk)) as extra
      from checks, instagram_accounts account
      `,
      values: [hasCrashed],
    })
    const ended = { state: 'completed', held: false, exact: true, missing: 0, extra: 0 }
    assert.deepEqual(rows, [ended])
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#beginAnew()
    await this.#scene.process?.database.close()
    await this.#scene.admin.end()
    await this.#scene.transport.close()
    await this.#trial[Symbol.asyncDispose]()
  }
}

/**
 * Teaches the database to go back to where every telling begins, and to look whether what is saved
 * is what Instagram's order begins with, each once, and counted right. Functions keep their plans.
 */
async function teach(admin: pg.Client): Promise<void> {
  await admin.query(`
    create table first_session as select * from instagram_sessions;
    create function begin_anew() returns void language plpgsql as $$
    begin
      delete from check_members;
      delete from checks;
      delete from session_refreshes;
      delete from account_requests;
      delete from unserved_surfaces;
      delete from instagram_sessions;
      insert into instagram_sessions select * from first_session;
      -- A story takes minutes, all of them together take weeks: no renewal is due in any.
      update instagram_sessions
      set renewed_at = evercheck_now(), logged_in_at = evercheck_now(),
        next_refresh_at = evercheck_now() + interval '2 days';
      delete from events;
      update customers set turn = 0;
      update instagram_accounts account
      set standing = 'active', lease_holder = null, lease_until = null, pace_factor = 1,
        resting_until = null, throttle_hits = 0, vague_hits = 0, last_hit_at = null,
        vague_hit_at = null, device_encrypted = null,
        fail_count = 0;
    end $$;
    create function is_prefix() returns boolean language plpgsql as $$
    begin
      return not exists (
        select
        from check_progress progress
        left join (
          select member.list, count(*) as people, count(truth.place) as known,
            max(truth.place) as last_place
          from check_members member
          left join truth on truth.list = member.list and truth.pk = member.pk
          group by member.list
        ) saved on saved.list = progress.list
        where progress.fetched <> coalesce(saved.people, 0)
          or coalesce(saved.people, 0) <> coalesce(saved.known, 0)
          or coalesce(saved.people, 0) <> coalesce(saved.last_place, 0)
      );
    end $$;
  `)
}

/** The people of both lists in the order of their pages, for the database to compare with. */
async function rememberTruth(
  admin: pg.Client,
  order: Readonly<Record<List, readonly string[]>>,
): Promise<void> {
  await admin.query('create table truth (list text, pk bigint, place integer)')
  for (const list of LISTS) {
    await admin.query(
      'insert into truth select $1, pk, place from unnest($2::bigint[]) with ordinality as t (pk, place)',
      [list, order[list]],
    )
  }
}

/** Reads both lists without any fault, and returns their people in the order of the pages. */
async function readOnce(
  trial: Trial,
  transport: Transport,
): Promise<Readonly<Record<List, readonly string[]>>> {
  const order: Record<List, string[]> = { followers: [], following: [] }
  const openTransport = (): ClosableTransport => ({
    close: async () => undefined,
    async send(request, signal) {
      const answer = await transport.send(request, signal)
      const list = LISTS.find((each) => request.url.includes(`/${each}/`))
      if (list && answer.kind === 'answer') order[list].push(...pksOf(answer.body))
      return answer
    },
  })
  const run = await trial.check(TARGET, { app: { ...trial.app, openTransport } })
  assert.equal(run.status, 'completed')
  return order
}

function pksOf(body: string): readonly string[] {
  // The shape of a page, as the simulator writes it.
  const page = JSON.parse(body) as { readonly users: readonly { readonly pk: string }[] }
  return page.users.map(({ pk }) => String(pk))
}
