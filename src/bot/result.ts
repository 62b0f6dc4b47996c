import { readFile, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { InputFile } from 'grammy'
import type { Check } from '../checks/check.ts'
import { resultOf } from '../checks/result/result.ts'
import type { CheckResult, Report, TableFile } from '../checks/result/table.ts'
import { customerById } from '../customers/customer-store.ts'
import { csvFile, WORKBOOK_FILE } from '../reports/report-folder.ts'
import { writeReport } from '../reports/write-report.ts'
import type { Leaf } from '../words/bot/lists.ts'
import type { Outcome } from '../words/bot/result.ts'
import { numberIn } from '../words/language.ts'
import type { Rich } from '../words/rich.ts'
import { answerWithFile } from './answer-file.ts'
import type { BotContext, BotSettings, BotUpdate, Person } from './context.ts'
import { keyboard, tap } from './keyboard.ts'
import { failureOf, outcomeOf, paidFor } from './outcome.ts'
import { answer, becomeFile, reword, say } from './say.ts'
import { attempt } from './telegram/calls.ts'
import { withTemporary } from './temporary.ts'

/** Telegram takes files up to 50 MB. */
export const FILE_BYTES_MAX = 49 * 1024 * 1024

/** What is shown of a check that has ended. */
export type ResultView = {
  readonly text: Rich
  readonly buttons: ReturnType<typeof keyboard>
  /** What is said beside it, so that the customer hears of it; null where he did it himself. */
  readonly bell: { readonly text: Rich; readonly asksWhetherRight: boolean } | null
  /** The report that goes with it; null where nothing was read. */
  readonly report: Report | null
}

/** Works out what is shown of a check that has ended. */
export async function resultView(
  context: Pick<BotContext, 'db'> & { readonly settings: Pick<BotSettings, 'publicUrl'> },
  person: Person,
  check: Check,
): Promise<ResultView> {
  const { words } = person
  if (check.listsDeletedAt !== null) return viewWithoutLists(person, check)
  const report = await resultOf(context, check)
  const { result } = report
  const { username } = result.target
  const failure = failureOf(check)
  const again = tap(words.result.buttons.again, `ag:${username}`)
  if (failure === null) {
    // Read anew: the end of the check has moved it.
    const customer = await customerById(context, check.customerId)
    const outcome = outcomeOf(result, paidFor(check, customer))
    return {
      text: words.result.card(outcome),
      buttons: resultButtons(person, check.id, outcome, {
        again,
        hasPage: context.settings.publicUrl !== null,
      }),
      bell: { text: words.result.bell(outcome), asksWhetherRight: true },
      report,
    }
  }
  const back = givenBack(person, check)
  const isOwn = failure === 'cancelled' || failure === 'merged'
  const hasRead = failure === 'thin' && hasPeople(result)
  return {
    text: words.result.failure(failure, username, back),
    buttons: keyboard([again]),
    bell: isOwn ? null : { text: words.result.bellFailure(username), asksWhetherRight: false },
    report: hasRead ? report : null,
  }
}

/** What is left to be said when the lists were kept long enough: of a failure, all of it. */
function viewWithoutLists(person: Person, check: Check): ResultView {
  const { words } = person
  const username = check.targetNameNow ?? check.targetUsername
  const failure = failureOf(check)
  const text =
    failure === null
      ? [words.lists.leafGone]
      : words.result.failure(failure, username, givenBack(person, check))
  const buttons = keyboard([tap(words.result.buttons.again, `ag:${username}`)])
  return { text, buttons, bell: null, report: null }
}

function givenBack({ customer }: Person, check: Check): number | null {
  return customer.pays ? check.ceilingCredits - (check.cost?.chargedCredits ?? 0) : null
}

function hasPeople({ followers, following }: CheckResult): boolean {
  return followers.collected + following.collected > 0
}

/** The order of lists in the callback data of buttons; only ever added to. */
export const LEAVES: readonly Leaf[] = [
  'not-following-back',
  'fans',
  'mutual',
  'gained',
  'lost',
  'renamed',
  'followers',
  'following',
  'not-seen',
]

function resultButtons(
  person: Person,
  checkId: string,
  outcome: Outcome,
  { again, hasPage }: { readonly again: ReturnType<typeof tap>; readonly hasPage: boolean },
) {
  const { lists } = person.words
  const leaf = (of: Leaf, tally: Outcome['fans'] | undefined) => {
    if (tally === undefined || tally.kind === 'unknown' || tally.count === 0) return null
    const name = `${lists.leafNames[of]} · ${numberIn(person.language, tally.count)}`
    return tap(name, `l:${checkId}:${LEAVES.indexOf(of)}:1`)
  }
  return keyboard(
    [leaf('not-following-back', outcome.notFollowingBack)],
    [leaf('fans', outcome.fans), leaf('mutual', outcome.mutual)],
    [leaf('gained', outcome.since?.gained), leaf('lost', outcome.since?.lost)],
    [leaf('renamed', outcome.since?.renamed), leaf('not-seen', outcome.since?.notSeen)],
    [again, tap(person.words.watch.buttons.watch, `w:${outcome.username}`)],
    [
      tap(person.words.result.buttons.csv, `csv:${checkId}`),
      hasPage ? tap(person.words.result.buttons.page, `pg:${checkId}`) : null,
    ],
  )
}

/** A report's files in a folder of their own, for as long as `use` takes. */
export async function withReport<T>(
  context: BotContext,
  person: Person,
  report: Report,
  use: (files: {
    readonly workbook: string
    readonly csv: (file: TableFile) => string
  }) => Promise<T>,
): Promise<T> {
  const { csv } = context.settings
  return withTemporary(context, async (folder) => {
    const reader = { language: person.language, zone: person.customer.zone, csv }
    await writeReport(join(folder, 'report'), report, reader)
    return use({
      workbook: join(folder, 'report', WORKBOOK_FILE),
      csv: (file) => join(folder, 'report', csvFile(file)),
    })
  })
}

/** What came of showing a result. */
export type ShownResult = Awaited<ReturnType<typeof attempt<unknown>>>

/**
 * Makes a message the result: the file with the card under it. Done twice it comes to the same, so
 * it does not matter when the process dies. A workbook that Telegram does not take goes out as
 * lists, in parts.
 */
export async function showResult(
  context: BotContext,
  person: Person,
  at: { readonly chatId: number; readonly messageId: number },
  view: ResultView,
  parts: PartsGone,
): Promise<ShownResult> {
  const api = context.calls.result
  const { report, text, buttons } = view
  if (report === null) return attempt(reword(api, at, text, buttons))
  return withReport(context, person, report, async (files) => {
    const { size } = await stat(files.workbook)
    if (size <= FILE_BYTES_MAX) {
      const name = `${report.result.target.username}.xlsx`
      const document = new InputFile(await readFile(files.workbook), name)
      const done = await attempt(becomeFile(api, at, { document, text }, buttons))
      if (done.kind !== 'too-large') return done
    }
    const done = await attempt(reword(api, at, text, buttons))
    if (done.kind !== 'done' && done.kind !== 'same') return done
    const tables = report.tables.filter(({ omitted }) => omitted === null)
    const named = tables.map(({ file }) => ({
      file: files.csv(file),
      name: `${report.result.target.username}.${file}`,
    }))
    return sendInParts(context, person, { at, files: named, parts })
  })
}

/** How many parts of a result have gone, and how it is noted that so many have. */
export type PartsGone = {
  readonly count: number
  readonly note: (count: number) => Promise<void>
}

/** Sends what comes in place of the workbook; what has gone before a death does not go again. */
async function sendInParts(
  context: BotContext,
  { words }: Person,
  what: {
    readonly at: { readonly chatId: number; readonly messageId: number }
    readonly files: readonly { readonly file: string; readonly name: string }[]
    readonly parts: PartsGone
  },
): Promise<ShownResult> {
  const { at, files, parts } = what
  const api = context.calls.result
  let count = 0
  const next = async (send: () => Promise<unknown>): Promise<ShownResult> => {
    count += 1
    if (count <= parts.count) return { kind: 'done', value: null }
    const sent = await attempt(send())
    if (sent.kind === 'done') await parts.note(count)
    return sent
  }
  const { fileTooLarge } = words.result
  const said = await next(() => say(api, at.chatId, fileTooLarge, { replyTo: at.messageId }))
  if (said.kind !== 'done') return said
  for (const each of files) {
    for await (const part of partsOf(each)) {
      const document = () => new InputFile(part.bytes, part.name)
      const silent = { disable_notification: true }
      const sent = await next(() => api.sendDocument(at.chatId, document(), silent))
      if (sent.kind !== 'done') return sent
    }
  }
  return { kind: 'done', value: null }
}

/** A file in parts that Telegram takes, cut between lines. */
async function* partsOf({ file, name }: { readonly file: string; readonly name: string }) {
  const bytes = await readFile(file)
  let number = 1
  for (let from = 0; from < bytes.length; number += 1) {
    const most = Math.min(from + FILE_BYTES_MAX, bytes.length)
    const line = bytes.lastIndexOf(0x0a, most - 1)
    const to = most < bytes.length && line > from ? line + 1 : most
    const part = from === 0 && to === bytes.length ? '' : `.${number}`
    yield { bytes: bytes.subarray(from, to), name: `${name}${part}.csv` }
    from = to
  }
}

/** Shows the result of a check once more, in a message of its own. */
export async function deliverAgain(
  context: BotContext,
  ctx: BotUpdate,
  check: Check,
): Promise<void> {
  const { person } = ctx
  const view = await resultView(context, person, check)
  const { report, text, buttons } = view
  if (report === null) {
    await answer(ctx, text, { buttons })
    return
  }
  await withReport(context, person, report, async ({ workbook }) => {
    const { size } = await stat(workbook)
    if (size > FILE_BYTES_MAX) {
      await answer(ctx, text, { buttons })
      return
    }
    const name = `${report.result.target.username}.xlsx`
    const document = new InputFile(await readFile(workbook), name)
    await answerWithFile(context, ctx, { document, text }, buttons)
  })
}
