import { readFile, stat } from 'node:fs/promises'
import { Composer, InputFile } from 'grammy'
import { z } from 'zod'
import { type Limit, OwnLimits } from '../../access/rate-limit.ts'
import { askChat, questionOf } from '../../chats/question-store.ts'
import type { Import } from '../../exports/compare-exports.ts'
import { lines, type Rich } from '../../words/rich.ts'
import { answerWithFile } from '../answer-file.ts'
import type { BotContext, BotUpdate } from '../context.ts'
import { keyboard, tap } from '../keyboard.ts'
import { outcomeOf } from '../outcome.ts'
import { type ExportRead, readSample, type SentFile, withExport } from '../own-export.ts'
import { FILE_BYTES_MAX, withReport } from '../result.ts'
import { answer, popUp } from '../say.ts'
import { attempt } from '../telegram/calls.ts'
import { refusalOf } from '../telegram/refusal.ts'

/** More than anybody has exports. */
const LIMIT: Limit = { name: 'import', countMax: 10, perMs: 3_600_000 }
const MEGABYTE = 1024 * 1024
/** What Telegram gives at the most, whatever a server of the operator's says. */
const TELEGRAM_GIVES_MB = 20
const YEAR_MS = 366 * 24 * 3_600_000

/** A check from Instagram's own export, which is sent as a file; nothing of it is kept. */
export function importTopic(context: BotContext): Composer<BotUpdate> {
  const topic = new Composer<BotUpdate>()
  const limits = new OwnLimits(context.clock)
  const mayRead = async (ctx: BotUpdate) => {
    if (limits.take(LIMIT, String(ctx.person.chatId)).isAllowed) return true
    await answer(ctx, ctx.person.words.imports.usedUp)
    return false
  }
  topic.callbackQuery('im', async (ctx) => {
    await popUp(ctx)
    await explain(ctx, ctx.person.words.imports.how(limitMb(context)))
  })
  topic.callbackQuery('im:try', async (ctx) => {
    await popUp(ctx)
    if (!(await mayRead(ctx))) return
    const { imports } = ctx.person.words
    await showRead(context, ctx, await readSample(context, ctx.person.customer.id), imports.sample)
  })
  topic.callbackQuery('im:before', async (ctx) => {
    await popUp(ctx)
    await answer(ctx, ctx.person.words.imports.sendEarlier)
  })
  topic.on('message:document', async (ctx) => {
    const { imports } = ctx.person.words
    const { document } = ctx.message
    const name = document.file_name ?? ''
    if (!/\.zip$/i.test(name) && !/zip/i.test(document.mime_type ?? '')) {
      const text = /\.html?$/i.test(name) ? imports.refused.html : imports.refused['no-export']
      return explain(ctx, text)
    }
    if ((document.file_size ?? 0) > context.files.bytesMax) {
      return explain(ctx, imports.fileTooLarge(limitMb(context)))
    }
    if (!(await mayRead(ctx))) return
    const said = await answer(ctx, imports.reading, { silent: true })
    const file = { id: document.file_id, name }
    const { chatId, customer } = ctx.person
    const other = await sentBefore(context, chatId)
    try {
      await withExport(context, customer.id, { file, other }, async (read) => {
        await showRead(context, ctx, read, null)
        // An earlier one may follow; Telegram keeps it meanwhile, and not we.
        const about = JSON.stringify(file)
        if (read.kind === 'read') await askChat(context, chatId, { kind: 'export', about })
      })
    } catch (error) {
      const refusal = refusalOf(error)
      if (refusal?.kind !== 'too-large' && refusal?.kind !== 'wrong') throw error
      const { refused, fileTooLarge } = imports
      const isLarge = refusal.kind === 'too-large'
      await explain(ctx, isLarge ? fileTooLarge(TELEGRAM_GIVES_MB) : refused.unreadable)
    } finally {
      await attempt(ctx.api.deleteMessage(ctx.person.chatId, said.message_id))
    }
  })
  return topic
}

/** The export that was sent before within the hour; null when there is none. */
async function sentBefore(context: BotContext, chatId: number): Promise<SentFile | null> {
  const question = await questionOf(context, chatId)
  if (question?.kind !== 'export') return null
  return Sent.parse(JSON.parse(question.about ?? 'null'))
}

const Sent = z.object({ id: z.string(), name: z.string() })

function limitMb({ files }: BotContext): number {
  return Math.floor(files.bytesMax / MEGABYTE)
}

/** Says something about exports, with the example a tap away. */
async function explain(ctx: BotUpdate, text: Rich): Promise<void> {
  const { imports, menu } = ctx.person.words
  const buttons = keyboard(
    [tap(imports.buttons.sample, 'im:try')],
    [tap(menu.buttons.menu, 'm:menu')],
  )
  await answer(ctx, text, { buttons })
}

async function showRead(
  context: BotContext,
  ctx: BotUpdate,
  read: ExportRead,
  note: Rich | null,
): Promise<void> {
  const { words } = ctx.person
  if (read.kind === 'refused') return explain(ctx, words.imports.refused[read.why])
  const { report } = read.imported
  const text = lines(
    words.result.card(outcomeOf(report.result, null)),
    '',
    ...notesOn(ctx, read.imported, note),
  )
  const { earlier } = words.imports.buttons
  const check = keyboard(
    [note === null ? tap(earlier, 'im:before') : null],
    [tap(words.menu.buttons.check, 'm:check')],
  )
  await withReport(context, ctx.person, report, async ({ workbook }) => {
    const { size } = await stat(workbook)
    if (size > FILE_BYTES_MAX) {
      await answer(ctx, text, { buttons: check })
      return
    }
    const name = `${report.result.target.username}.xlsx`
    const document = new InputFile(await readFile(workbook), name)
    await answerWithFile(context, ctx, { document, text }, check)
  })
}

function notesOn(ctx: BotUpdate, { report, oldestAt }: Import, note: Rich | null): readonly Rich[] {
  const { imports } = ctx.person.words
  if (note !== null) return [note]
  const { finishedAt } = report.result
  const isShort = oldestAt !== null && finishedAt !== null && +finishedAt - +oldestAt < YEAR_MS
  return [imports.from(finishedAt), ...(isShort && oldestAt ? [imports.cutShort(oldestAt)] : [])]
}
