import type { Account } from '../accounts/account-store.ts'
import { absorb } from '../instagram/cookies/cookies.ts'
import type { PageTransport } from '../instagram/login/page-transport.ts'
import { type Operation, toRequest } from '../instagram/questions/operation.ts'
import { classify } from '../instagram/verdicts/classify.ts'
import { sketchOf } from '../instagram/verdicts/sketch.ts'
import type { Verdict } from '../instagram/verdicts/verdict.ts'
import type { Transport } from '../instagram/wire/transport.ts'
import type { Clock } from '../kernel/clock.ts'
import type { Random } from '../kernel/ids.ts'
import type { CookieJar } from './cookie-jar.ts'
import type { EffortMeter } from './effort.ts'
import { keepEvidence } from './evidence-store.ts'
import type { Pacer } from './pacer.ts'
import { isOurClientRefused, type PageContext, type PageWay } from './page-way.ts'
import type { TellSession } from './session-event.ts'
import type { SurfaceMemory } from './surface-memory.ts'
import { PAUSE_HELD_MS_MAX, RETRIES_MAX, retryWaitMs } from './waits.ts'

/** What is known about the list being read, for judging its answer. */
export type ListCircumstances = {
  readonly expectedCount: number | null
  readonly rowsSoFar: number
}

/** For questions that are not about a list. */
export const NO_LIST: ListCircumstances = { expectedCount: null, rowsSoFar: 0 }

export type AskContext = PageContext & {
  readonly clock: Clock
  readonly random: Random
  readonly tell: TellSession
  /** The first wait after a failure of network or server. */
  readonly retryMs: number
}

/** In whose name, with which cookies and how fast: a held account, or a session on trial. */
export type Asker = {
  readonly account: Pick<Account, 'id' | 'username'>
  readonly transport: Transport
  readonly cookies: CookieJar
  readonly pacer: Pacer
  readonly surfaces: SurfaceMemory
  readonly pages: PageWay
  readonly effort: EffortMeter
}

/** Nothing was sent: the account has asked as much as it may for now. */
export type TooMany = { readonly kind: 'too-many'; readonly waitMs: number }

/**
 * Asks once, at the account's pace. Every question is sent here and counted here: probes,
 * retries and tests of new sessions too. Keeps the cookies that came with the answer. Where our own
 * client is refused, the question is put once more inside the account's own page.
 */
export async function ask<T>(
  context: AskContext,
  asker: Asker,
  operation: Operation<T>,
  circumstances: ListCircumstances,
  signal: AbortSignal,
): Promise<Verdict<T> | TooMany> {
  const { pages, cookies } = asker
  const { name: surface } = operation
  const own = await pages.forSurface(context, surface, cookies.state)
  const first = await put(context, asker, { operation, circumstances, page: own }, signal)
  if (first.kind !== 'gated' || own !== null || !isOurClientRefused(first)) return first
  const page = await pages.toTry(context, surface, cookies.state)
  if (page === null) return first
  const second = await put(context, asker, { operation, circumstances, page }, signal)
  if (second.kind === 'too-many' || second.kind === 'transient') return second
  const helps = !isOurClientRefused(second)
  await pages.learn(context, surface, { helps, everywhere: first.why !== 'html-shell' })
  return helps ? second : first
}

type Put<T> = {
  readonly operation: Operation<T>
  readonly circumstances: ListCircumstances
  /** Where it is asked; null for our own client. */
  readonly page: PageTransport | null
}

async function put<T>(
  context: AskContext,
  asker: Asker,
  { operation, circumstances, page }: Put<T>,
  signal: AbortSignal,
): Promise<Verdict<T> | TooMany> {
  const budgetMs = asker.pacer.budgetWaitMs()
  if (budgetMs > 0) return { kind: 'too-many', waitMs: budgetMs }
  const pauseMs = asker.pacer.pauseMs()
  if (pauseMs > PAUSE_HELD_MS_MAX) return { kind: 'too-many', waitMs: pauseMs }
  if (pauseMs > 0) await context.clock.sleep(pauseMs, signal)
  asker.pacer.count(context.random)
  asker.effort.countRequest()
  const { cookies } = asker
  const request = toRequest(operation, cookies.state, context.clock.now())
  const answer = await (page === null
    ? asker.transport.send(request, signal)
    : page.send(request, cookies.state, signal))
  cookies.keep(absorb(cookies.state, answer, context.clock.now()))
  const firstOnConnection = answer.kind === 'answer' && answer.firstOnConnection
  const verdict = classify(operation, answer, { ...circumstances, firstOnConnection })
  if (verdict.kind === 'ok') {
    await asker.surfaces.served(context, operation.name)
  } else {
    context.tell({
      kind: 'answer-judged',
      account: asker.account.username,
      surface: operation.name,
      verdict: verdict.kind,
      evidence: verdict.evidence,
    })
    if (verdict.kind === 'unknown') {
      const { account } = asker
      await keepEvidence(context, {
        accountId: account.id,
        surface: operation.name,
        evidence: verdict.evidence,
        sketch: sketchOf(answer),
      })
    }
  }
  return verdict
}

/** Asks again after failures of network or server, a bounded number of times. */
export async function askPatiently<T>(
  context: AskContext,
  asker: Asker,
  operation: Operation<T>,
  circumstances: ListCircumstances,
  signal: AbortSignal,
): Promise<Verdict<T> | TooMany> {
  let verdict = await ask(context, asker, operation, circumstances, signal)
  for (let retry = 0; verdict.kind === 'transient' && retry < RETRIES_MAX; retry += 1) {
    const waitMs = retryWaitMs(retry, context.retryMs, context.random.fraction())
    await context.clock.sleep(waitMs, signal)
    verdict = await ask(context, asker, operation, circumstances, signal)
  }
  return verdict
}

/** The account's connection for what is no question, such as ending a login: counted, too. */
export function counted(
  context: Pick<AskContext, 'random'>,
  asker: Pick<Asker, 'transport' | 'pacer' | 'effort'>,
): Transport {
  return {
    send(request, signal) {
      asker.pacer.count(context.random)
      asker.effort.countRequest()
      return asker.transport.send(request, signal)
    },
  }
}
