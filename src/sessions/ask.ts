import { absorb } from '../instagram/cookies/cookies.ts'
import type { SessionState } from '../instagram/cookies/session-state.ts'
import { type Operation, toRequest } from '../instagram/questions/operation.ts'
import { classify } from '../instagram/verdicts/classify.ts'
import type { Verdict } from '../instagram/verdicts/verdict.ts'
import type { Transport } from '../instagram/wire/transport.ts'
import type { Clock } from '../kernel/clock.ts'
import type { Random } from '../kernel/ids.ts'
import type { Tell } from '../telemetry/events.ts'
import type { HeldAccount } from './held-account.ts'

/** What is known about the list being read, for judging its answer. */
export type ListCircumstances = {
  readonly expectedCount: number | null
  readonly rowsSoFar: number
}

/** For questions that are not about a list. */
export const NO_LIST: ListCircumstances = { expectedCount: null, rowsSoFar: 0 }

export type AskContext = {
  readonly clock: Clock
  readonly random: Random
  readonly tell: Tell
  /** The first wait after a failure of network or server. */
  readonly retryMs: number
}

/** How often a question is repeated after a failure of network or server: after 1, 2, 4, 8 s. */
const RETRIES_MAX = 4

/** Asks once, at the account's pace, counts it, and keeps the cookies that came with the answer. */
export async function ask<T>(
  context: AskContext,
  held: HeldAccount,
  operation: Operation<T>,
  circumstances: ListCircumstances,
  signal: AbortSignal,
): Promise<Verdict<T>> {
  const waitMs = held.paceWaitMs()
  if (waitMs > 0) await context.clock.sleep(waitMs, signal)
  held.countRequest(context.random)
  const session = { transport: held.transport, state: held.state }
  const { verdict, state } = await askWith(context, session, operation, circumstances, signal)
  held.keepState(state)
  if (verdict.kind !== 'ok') {
    context.tell({
      kind: 'answer-judged',
      account: held.account.username,
      surface: operation.name,
      verdict: verdict.kind,
      evidence: verdict.evidence,
    })
  }
  return verdict
}

/** Asks again after failures of network or server, a bounded number of times. */
export function askPatiently<T>(
  context: AskContext,
  held: HeldAccount,
  operation: Operation<T>,
  circumstances: ListCircumstances,
  signal: AbortSignal,
): Promise<Verdict<T>> {
  return patiently(context, () => ask(context, held, operation, circumstances, signal), signal)
}

/** Puts a question again after failures of network or server, a bounded number of times. */
export async function patiently<T>(
  context: Pick<AskContext, 'clock' | 'random' | 'retryMs'>,
  question: () => Promise<Verdict<T>>,
  signal: AbortSignal,
): Promise<Verdict<T>> {
  let verdict = await question()
  for (let retry = 0; verdict.kind === 'transient' && retry < RETRIES_MAX; retry += 1) {
    const jitter = 0.75 + context.random.fraction() / 2
    await context.clock.sleep(context.retryMs * 2 ** retry * jitter, signal)
    verdict = await question()
  }
  return verdict
}

/**
 * One question with a session that is not (yet) held: what it came to, and the cookies after it.
 */
export async function askWith<T>(
  context: { readonly clock: Clock },
  session: { readonly transport: Transport; readonly state: SessionState },
  operation: Operation<T>,
  circumstances: ListCircumstances,
  signal: AbortSignal,
): Promise<{ readonly verdict: Verdict<T>; readonly state: SessionState }> {
  const request = toRequest(operation, session.state, context.clock.now())
  const answer = await session.transport.send(request, signal)
  const firstOnConnection = answer.kind === 'answer' && answer.firstOnConnection
  return {
    verdict: classify(operation, answer, { ...circumstances, firstOnConnection }),
    state: absorb(session.state, answer, context.clock.now()),
  }
}
