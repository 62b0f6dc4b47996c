import { sql } from 'kysely'
import { accountById } from '../../src/accounts/account-store.ts'
import { ensureProgress, progressOf } from '../../src/checks/reading/progress-store.ts'
import type { RunContext } from '../../src/checks/runner.ts'
import { absorb } from '../../src/instagram/cookies/cookies.ts'
import type { SessionState } from '../../src/instagram/cookies/session-state.ts'
import {
  findByName,
  type List,
  type Operation,
  readList,
  toRequest,
} from '../../src/instagram/questions/operation.ts'
import type { Page } from '../../src/instagram/questions/people.ts'
import { classify } from '../../src/instagram/verdicts/classify.ts'
import type { Verdict } from '../../src/instagram/verdicts/verdict.ts'
import type { Transport } from '../../src/instagram/wire/transport.ts'
import { openState, sessionLabelled, storePending } from '../../src/sessions/session-store.ts'
import { UNHEARD } from '../scripted-browser.ts'
import type { Worker } from './worker.ts'

/**
 * The negative control: what anybody writes first. No lease and no fence, the cursor is kept before
 * its page, and a 401 is a death. A storm that finds nothing wrong with it is worth nothing.
 */
export const naiveChecks: Worker = async (context, { draws, onError }, signal) => {
  while (!signal.aborted) {
    try {
      const open = await sql<{ id: string }>`
        select id from checks where state in ('queued', 'running') order by number
      `.execute(context.db)
      if (open.rows.length > 0) await readOn(context, draws.oneOf(open.rows).id, signal)
      await context.clock.sleep(20_000, signal)
    } catch (error) {
      if (signal.aborted) return
      onError(error)
      await context.clock.sleep(5000, signal).catch(() => undefined)
    }
  }
}

type OnTheWay = { readonly transport: Transport; state: SessionState }

async function ask<T>(
  context: RunContext,
  session: OnTheWay,
  operation: Operation<T>,
  signal: AbortSignal,
): Promise<Verdict<T>> {
  const now = context.clock.now()
  const answer = await session.transport.send(toRequest(operation, session.state, now), signal)
  session.state = absorb(session.state, answer, now)
  const circumstances = { expectedCount: null, rowsSoFar: 0, firstOnConnection: false }
  return classify(operation, answer, circumstances)
}

type Check = { target_username: string; target_pk: string | null; number: string }

async function readOn(context: RunContext, id: string, signal: AbortSignal): Promise<void> {
  await ensureProgress(context, id)
  const account = await sql<{ id: string }>`
    select id from instagram_accounts where standing = 'active' order by username limit 1
  `.execute(context.db)
  const accountId = account.rows[0]?.id
  if (accountId === undefined) return
  let state = await stateOf(context, accountId)
  const found = await sql<Check>`
    update checks set state = 'running', started_at = coalesce(started_at, ${context.clock.now()})
    where id = ${id} returning target_username, target_pk, number
  `.execute(context.db)
  const check = found.rows[0]
  if (!check) return
  const transport = context.openTransport()
  try {
    for (const list of ['followers', 'following'] as const) {
      for (;;) {
        const progress = (await progressOf(context, id))[list]
        if (progress.stand.kind === 'finished') break
        const session = { transport, state: state ?? (await logIn(context, accountId, signal)) }
        const pk = await pkOf(context, id, check, session, signal)
        if (pk === null) return
        const question = readList(
          list,
          pk,
          check.target_username,
          progress.stand.kind === 'cursor' ? progress.stand.cursor : null,
          50,
        )
        const verdict = await ask(context, session, question, signal)
        state = session.state
        if (verdict.kind === 'ok') await keepPage(context, { id, list, ...check }, verdict.value)
        else if (verdict.kind === 'logged-out' || verdict.kind === 'ambiguous') state = null
        else return
      }
    }
    await sql`
      update checks
      set state = 'completed', ending = 'complete', charged = 0, cost_why = 'free',
        finished_at = ${context.clock.now()}
      where id = ${id}
    `.execute(context.db)
  } finally {
    await transport.close()
  }
}

async function stateOf(context: RunContext, accountId: string): Promise<SessionState | null> {
  const session = await sessionLabelled(context, accountId, 'pending')
  const current = session ?? (await sessionLabelled(context, accountId, 'current'))
  return current && openState(context, current)
}

async function logIn(
  context: RunContext,
  accountId: string,
  signal: AbortSignal,
): Promise<SessionState> {
  const account = await accountById(context, accountId)
  const ask = { account, state: null, mayLogIn: true, ...UNHEARD }
  const outcome = (await context.loginWays[0]?.login(ask, signal))?.outcome
  if (outcome?.kind !== 'logged-in') throw new Error('the login came to nothing')
  const lease = { accountId, holder: context.holder, fence: '0' }
  await storePending(context, lease, {
    state: outcome.state,
    method: 'browser',
    continues: false,
  })
  return outcome.state
}

async function pkOf(
  context: RunContext,
  id: string,
  check: Check,
  session: OnTheWay,
  signal: AbortSignal,
): Promise<string | null> {
  if (check.target_pk !== null) return check.target_pk
  const question = findByName(check.target_username)
  const verdict = await ask(context, session, question, signal)
  if (verdict.kind === 'ok') {
    check.target_pk = verdict.value.pk
    return check.target_pk
  }
  await sql`
    update checks
    set state = 'failed', ending = 'target-closed', ending_why = 'gone', charged = 0, cost_why = 'gone',
      finished_at = ${context.clock.now()}
    where id = ${id}
  `.execute(context.db)
  return null
}

async function keepPage(
  context: RunContext,
  place: { readonly id: string; readonly list: List; readonly number: string },
  page: Page,
): Promise<void> {
  const isOver = page.nextCursor === null
  await sql`
    update check_progress
    set current_cursor = ${page.nextCursor}, fetched = fetched + ${page.people.length},
      confidence = ${isOver ? 'exact' : null}
    where check_id = ${place.id} and list = ${place.list}
  `.execute(context.db)
  for (const { pk } of page.people) {
    await sql`
      insert into check_members (check_number, list, pk, pass)
      values (${place.number}::bigint, ${place.list}, ${pk}::bigint, 1)
      on conflict do nothing
    `.execute(context.db)
  }
}
