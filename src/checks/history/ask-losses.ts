import { type Operation, readUser } from '../../instagram/questions/operation.ts'
import type { Profile } from '../../instagram/questions/people.ts'
import { NO_LIST } from '../../sessions/ask.ts'
import { type CallContext, call } from '../../sessions/call.ts'
import type { HeldAccount } from '../../sessions/held-account.ts'
import type { SliceBudget } from '../reading/walk.ts'
import { reasonOf, type Told } from './loss.ts'
import { callPurges, explain, type Unexplained, unexplained } from './loss-store.ts'

/** So many questions at the most are asked in a row. */
const QUESTIONS_MAX = 40

/**
 * Asks why followers are gone, one question for each, at the account's pace and as long as the
 * budget lasts; those of one target, or of any. Whatever keeps an answer from coming ends it: what
 * is not known is said to be unknown, and asked another time. Returns how many were explained.
 * @throws LeaseLostError LEASE_LOST; the signal's reason on abort
 */
export async function askWhyTheyAreGone(
  context: CallContext,
  held: HeldAccount,
  of: { readonly customerId: string; readonly targetPk: string } | null,
  budget: SliceBudget,
  signal: AbortSignal,
): Promise<number> {
  const accountId = held.account.id
  const losses = await unexplained(context, { accountId, countMax: QUESTIONS_MAX }, of)
  let explained = 0
  for (const loss of losses) {
    if (!budget.spendPage()) break
    const told = await ask(context, held, readUser(loss.pk), signal)
    if (told === null) break
    const hiddenFrom = told.kind === 'shown' ? null : accountId
    await explain(context, loss, { reason: reasonOf(loss, told), hiddenFrom })
    explained += 1
  }
  for (const target of targetsOf(losses.slice(0, explained))) await callPurges(context, target)
  return explained
}

async function ask(
  context: CallContext,
  held: HeldAccount,
  question: Operation<Profile>,
  signal: AbortSignal,
): Promise<Told | null> {
  const answer = await call(context, held, question, NO_LIST, signal)
  switch (answer.kind) {
    case 'ok':
      return { kind: 'shown' }
    case 'target-closed':
      return { kind: 'not-shown', why: answer.why, accountId: held.account.id }
    default:
      return null
  }
}

function targetsOf(losses: readonly Unexplained[]): readonly Unexplained[] {
  const byTarget = new Map(losses.map((loss) => [`${loss.customerId} ${loss.targetPk}`, loss]))
  return [...byTarget.values()]
}
