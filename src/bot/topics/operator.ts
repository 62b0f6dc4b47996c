import { Composer } from 'grammy'
import {
  AccountUnknownError,
  accountNamed,
  listAccounts,
  moveStanding,
} from '../../accounts/account-store.ts'
import { reason } from '../../accounts/reasons.ts'
import { sessionHealth } from '../../overview/session-health.ts'
import type { BotContext, BotUpdate } from '../context.ts'
import { figuresInAll, figuresOf } from '../figures.ts'
import { keyboard, tap } from '../keyboard.ts'
import type { RenewByHand } from '../renew.ts'
import { answer, popUp, show } from '../say.ts'

/** So many accounts are shown in one message. */
const ACCOUNTS_SHOWN = 12

/** What those who run Evercheck ask for about accounts and sessions. */
export function operatorTopic(context: BotContext, renew: RenewByHand): Composer<BotUpdate> {
  const all = new Composer<BotUpdate>()
  const topic = all.filter((ctx) => ctx.person.isOperator)
  topic.command('admin_session_status', (ctx) => showStatus(context, ctx, ctx.match.trim()))
  topic.callbackQuery('a:status', async (ctx) => {
    await popUp(ctx)
    await showStatus(context, ctx, '')
  })
  topic.command('admin_refresh_session', async (ctx) => {
    const name = ctx.match.trim().toLowerCase()
    if (name === '') await askWhich(context, ctx)
    else await renewNamed(context, ctx, renew, name)
  })
  topic.callbackQuery(/^a:renew:([a-z0-9._]{1,30})$/, async (ctx) => {
    await popUp(ctx)
    await renewNamed(context, ctx, renew, ctx.match[1] ?? '')
  })
  topic.command(['admin_pause', 'admin_resume'], (ctx) => {
    const to = ctx.message?.text.startsWith('/admin_pause') ? 'paused' : 'active'
    return moveNamed(context, ctx, ctx.match.trim().toLowerCase(), to)
  })
  topic.callbackQuery(/^a:(pause|resume):([a-z0-9._]{1,30})$/, async (ctx) => {
    await popUp(ctx)
    await moveNamed(
      context,
      ctx,
      ctx.match[2] ?? '',
      ctx.match[1] === 'pause' ? 'paused' : 'active',
    )
  })
  // Whoever does not run it is told so, and nothing else.
  all
    .filter((ctx) => !ctx.person.isOperator)
    .hears(/^\/admin_/, (ctx) => answer(ctx, ctx.person.words.operator.notForYou))
  return all
}

async function showStatus(context: BotContext, ctx: BotUpdate, name: string): Promise<void> {
  const { words } = ctx.person
  const health = await sessionHealth(context)
  const wanted = name.toLowerCase()
  const accounts = health.accounts.filter(({ account }) => wanted === '' || account === wanted)
  if (health.accounts.length === 0) return void (await answer(ctx, words.operator.noAccounts))
  if (accounts.length === 0) return void (await answer(ctx, words.operator.noSuchAccount(name)))
  const shown = accounts.slice(0, ACCOUNTS_SHOWN)
  const { language } = ctx.person
  const text = words.operator.status(
    figuresInAll(health),
    shown.map((account) => figuresOf(account, language)),
    accounts.length - shown.length,
  )
  const buttons = shown
    .slice(0, 4)
    .map(({ account, standing }) => [
      tap(`${words.operator.buttons.refresh} ${account}`, `a:renew:${account}`),
      standing === 'active'
        ? tap(`${words.operator.buttons.pause} ${account}`, `a:pause:${account}`)
        : tap(`${words.operator.buttons.resume} ${account}`, `a:resume:${account}`),
    ])
  await show(ctx, text, keyboard(...buttons))
}

async function askWhich(context: BotContext, ctx: BotUpdate): Promise<void> {
  const { words } = ctx.person
  const accounts = await listAccounts(context)
  if (accounts.length === 0) return void (await answer(ctx, words.operator.noAccounts))
  const rows = accounts.slice(0, 40).map(({ username }) => [tap(username, `a:renew:${username}`)])
  await answer(ctx, words.operator.refreshWhich, { buttons: keyboard(...rows) })
}

async function renewNamed(
  context: BotContext,
  ctx: BotUpdate,
  renew: RenewByHand,
  name: string,
): Promise<void> {
  const { words, chatId, language } = ctx.person
  const account = await named(context, name)
  if (account === null) return void (await answer(ctx, words.operator.noSuchAccount(name)))
  await answer(ctx, words.operator.refreshOrdered(account.username))
  renew(account, { chatId, language })
}

async function named(context: BotContext, name: string) {
  try {
    return await accountNamed(context, name)
  } catch (error) {
    if (error instanceof AccountUnknownError) return null
    throw error
  }
}

async function moveNamed(
  context: BotContext,
  ctx: BotUpdate,
  name: string,
  to: 'paused' | 'active',
): Promise<void> {
  const { words } = ctx.person
  const { usage } = words.operator
  if (name === '') {
    await answer(ctx, to === 'paused' ? usage.pause : usage.resume)
    return
  }
  const account = await named(context, name)
  if (account === null) return void (await answer(ctx, words.operator.noSuchAccount(name)))
  const move = { to, by: 'operator', why: reason('operator'), forMs: null } as const
  if (!(await moveStanding(context, account, move))) {
    await answer(ctx, words.operator.notMoved(account.username, account.standing))
    return
  }
  if (to === 'active') {
    context.tell({ kind: 'account-recovered', account: account.username, by: 'operator' })
  }
  const { paused, resumed } = words.operator
  await answer(ctx, to === 'paused' ? paused(account.username) : resumed(account.username))
}
