import { readFile, stat } from 'node:fs/promises'
import { buffer } from 'node:stream/consumers'
import { Composer, InputFile } from 'grammy'
import { askChat } from '../../chats/question-store.ts'
import type { Check } from '../../checks/check.ts'
import {
  heedProfile,
  ignoredProfiles,
  ignoreProfile,
  ProfileUnknownError,
} from '../../checks/history/ignore-store.ts'
import { pageOfList } from '../../checks/result/list-page.ts'
import { nameOfProfile } from '../../checks/result/profile-store.ts'
import { resultOf } from '../../checks/result/result.ts'
import { archiveOf } from '../../reports/report-archive.ts'
import type { Leaf } from '../../words/bot/lists.ts'
import { answerWithFile } from '../answer-file.ts'
import type { BotContext, BotUpdate } from '../context.ts'
import { keyboard, tap } from '../keyboard.ts'
import { FILE_BYTES_MAX, LEAVES, withReport } from '../result.ts'
import { answer, popUp, show } from '../say.ts'
import { ownCheck } from './check.ts'

/** So many people stand on a page. */
const PAGE = 10
/** So many of those who are left out are shown with a button. */
const IGNORED_SHOWN = 40

/** Lists page by page, as CSV, and whom they leave out. */
export function listsTopic(context: BotContext): Composer<BotUpdate> {
  const topic = new Composer<BotUpdate>()
  topic.callbackQuery(/^l:(chk_\w+):(\d):(\d{1,6})$/, async (ctx) => {
    const [, checkId = '', leaf, page] = ctx.match
    const check = await ownCheck(context, ctx, checkId)
    if (check === null) return
    await popUp(ctx)
    await showLeaf(context, ctx, check, { leaf: Number(leaf), page: Number(page) })
  })
  topic.callbackQuery(/^ig:(chk_\w+):(\d):(\d{1,6}):(\d{1,20})$/, async (ctx) => {
    const [, checkId = '', leaf, page, pk = ''] = ctx.match
    const check = await ownCheck(context, ctx, checkId)
    if (check === null) return
    const name = await nameOfProfile(context, pk)
    if (name === null) return popUp(ctx, ctx.person.words.menu.buttonOld)
    await ignoreProfile(context, check.customerId, { username: name, pk })
    await popUp(ctx, ctx.person.words.lists.ignored(name))
    await showLeaf(context, ctx, check, { leaf: Number(leaf), page: Number(page) })
  })
  topic.callbackQuery(/^csv:(chk_\w+):(\d)$/, async (ctx) => {
    const [, checkId = '', leaf] = ctx.match
    const check = await ownCheck(context, ctx, checkId)
    const named = LEAVES[Number(leaf)]
    if (check === null) return
    if (named === undefined) return popUp(ctx, ctx.person.words.menu.buttonOld)
    await popUp(ctx)
    await sendCsv(context, ctx, check, named)
  })
  topic.callbackQuery(/^csv:(chk_\w+)$/, async (ctx) => {
    const check = await ownCheck(context, ctx, ctx.match[1] ?? '')
    if (check === null) return
    await popUp(ctx)
    await sendCsv(context, ctx, check, null)
  })
  topic.use(ignoreTopic(context))
  return topic
}

function ignoreTopic(context: BotContext): Composer<BotUpdate> {
  const topic = new Composer<BotUpdate>()
  topic.command('ignore', async (ctx) => {
    const name = ctx.match.trim().replace(/^@/, '').toLowerCase()
    if (name === '') await showIgnored(context, ctx)
    else await ignoreNamed(context, ctx, name)
  })
  topic.callbackQuery('m:ignored', async (ctx) => {
    await popUp(ctx)
    await showIgnored(context, ctx)
  })
  topic.callbackQuery('m:ignore', async (ctx) => {
    await popUp(ctx)
    await askChat(context, ctx.person.chatId, { kind: 'ignore', about: null })
    await answer(ctx, ctx.person.words.lists.ignoreQuestion, { asks: '@name' })
  })
  topic.callbackQuery(/^un:(\d{1,20})$/, async (ctx) => {
    const pk = ctx.match[1] ?? ''
    const name = await nameOfProfile(context, pk)
    if (name === null) return popUp(ctx, ctx.person.words.menu.buttonOld)
    await heedProfile(context, ctx.person.customer.id, { username: name, pk })
    await popUp(ctx, ctx.person.words.lists.unignored(name))
    await showIgnored(context, ctx)
  })
  return topic
}

async function showLeaf(
  context: BotContext,
  ctx: BotUpdate,
  check: Check,
  at: { readonly leaf: number; readonly page: number },
): Promise<void> {
  const { words } = ctx.person
  const leaf = LEAVES[at.leaf]
  if (leaf === undefined) return
  if (check.listsDeletedAt !== null) return send(ctx, [words.lists.leafGone])
  const read = (page: number) =>
    pageOfList(context, check, leaf, { offset: (page - 1) * PAGE, countMax: PAGE })
  const first = await read(at.page)
  if (first === null) return send(ctx, words.lists.emptyLeaf(leaf, 0))
  // Whoever was on the last page may have been left out since.
  const pages = Math.max(1, Math.ceil(first.total / PAGE))
  const page = Math.min(at.page, pages)
  const found = page === at.page ? first : ((await read(page)) ?? first)
  if (found.total === 0) return send(ctx, words.lists.emptyLeaf(leaf, found.hidden))
  const people = found.people.map((person, index) => ({
    number: (page - 1) * PAGE + index + 1,
    username: person.username,
    fullName: person.fullName,
    formerName: leaf === 'renamed' ? person.formerUsername : null,
  }))
  const text = words.lists.leaf({
    username: check.targetNameNow ?? check.targetUsername,
    leaf,
    people,
    total: found.total,
    hidden: found.hidden,
    page,
    pages,
  })
  const ignores = found.people.map((person, index) =>
    tap(`🙈 ${people[index]?.number}`, `ig:${check.id}:${at.leaf}:${page}:${person.pk}`),
  )
  const turn = (label: string, to: number) =>
    to < 1 || to > pages ? null : tap(label, `l:${check.id}:${at.leaf}:${to}`)
  const { previous, next } = words.lists.buttons
  const buttons = keyboard(ignores.slice(0, 5), ignores.slice(5), [
    turn(previous, page - 1),
    tap(words.result.buttons.csv, `csv:${check.id}:${at.leaf}`),
    turn(next, page + 1),
  ])
  return send(ctx, text, buttons)
}

/** A page takes the place of the page before it, and never that of the result. */
async function send(
  ctx: BotUpdate,
  text: Parameters<typeof answer>[1],
  buttons?: ReturnType<typeof keyboard>,
): Promise<void> {
  const message = ctx.callbackQuery?.message
  const isPage = message !== undefined && 'text' in message
  if (isPage) await show(ctx, text, buttons)
  else await answer(ctx, text, buttons ? { buttons } : {})
}

/** Sends a list as CSV, or all as an archive; one that is too large alone is packed, too. */
async function sendCsv(
  context: BotContext,
  ctx: BotUpdate,
  check: Check,
  leaf: Leaf | null,
): Promise<void> {
  const { lists } = ctx.person.words
  const report = await resultOf(context, check)
  const tables = report.tables.filter(({ file, omitted }) => {
    return omitted === null && (leaf === null || file === leaf)
  })
  if (check.listsDeletedAt !== null || tables.length === 0) {
    await answer(ctx, [lists.leafGone])
    return
  }
  const { username } = report.result.target
  await withReport(context, ctx.person, report, async ({ csv }) => {
    const files = tables.map(({ file }) => csv(file))
    const [only = '', ...others] = files
    const isPlain = others.length === 0 && (await stat(only)).size <= FILE_BYTES_MAX
    const bytes = isPlain
      ? await readFile(only)
      : await buffer(archiveOf(files, check.finishedAt ?? check.createdAt))
    if (bytes.length > FILE_BYTES_MAX) {
      await answer(ctx, [lists.tooLarge])
      return
    }
    const name = leaf === null ? `${username}.csv` : `${username}.${leaf}.csv`
    const document = new InputFile(bytes, isPlain ? name : `${name}.zip`)
    await answerWithFile(context, ctx, { document, text: [] })
  })
}

async function showIgnored(context: BotContext, ctx: BotUpdate): Promise<void> {
  const { words, customer } = ctx.person
  const all = await ignoredProfiles(context, customer.id)
  const total = all.length
  const people = all.slice(0, IGNORED_SHOWN)
  const add = tap(words.lists.buttons.ignoreAdd, 'm:ignore')
  if (total === 0) return show(ctx, words.lists.ignoreEmpty, keyboard([add]))
  const rows = Array.from({ length: Math.ceil(people.length / 2) }, (_, row) =>
    people.slice(row * 2, row * 2 + 2).map(({ pk, username }) => tap(`@${username}`, `un:${pk}`)),
  )
  const names = people.map(({ username }) => username)
  return show(ctx, words.lists.ignoreList(names, total), keyboard(...rows, [add]))
}

/** Leaves somebody out by name: only who was seen in a list is known by a key. */
export async function ignoreNamed(
  context: BotContext,
  ctx: BotUpdate,
  name: string,
): Promise<void> {
  const { words, customer } = ctx.person
  try {
    await ignoreProfile(context, customer.id, { username: name, pk: null })
  } catch (error) {
    if (!(error instanceof ProfileUnknownError)) throw error
    await answer(ctx, words.lists.ignoreUnknown(name.slice(0, 60)))
    return
  }
  await answer(ctx, [words.lists.ignored(name)])
}
