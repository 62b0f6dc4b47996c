import { Composer } from 'grammy'
import { closeQuestion } from '../../chats/question-store.ts'
import { changeCustomer } from '../../customers/customer-store.ts'
import { botWords } from '../../words/bot/bot-words.ts'
import type { BotContext, BotUpdate, Person } from '../context.ts'
import { keyboard, tap } from '../keyboard.ts'
import { answer, popUp, show } from '../say.ts'

/** Greeting, menu, help, terms, language. */
export function menuTopic(context: BotContext): Composer<BotUpdate> {
  const topic = new Composer<BotUpdate>()
  topic.command('start', async (ctx) => {
    await closeQuestion(context, ctx.person.chatId)
    await greet(ctx)
  })
  topic.callbackQuery('m:menu', async (ctx) => {
    await popUp(ctx)
    const { words, customer } = ctx.person
    await show(ctx, words.menu.welcomeBack(customer.name), menuButtons(ctx.person))
  })
  topic.command('help', (ctx) => help(ctx))
  topic.callbackQuery('m:help', async (ctx) => {
    await popUp(ctx)
    await help(ctx)
  })
  topic.callbackQuery('m:more', async (ctx) => {
    await popUp(ctx)
    await show(ctx, ctx.person.words.menu.more, moreButtons(ctx.person))
  })
  topic.command('terms', (ctx) => terms(context, ctx))
  topic.callbackQuery('m:terms', async (ctx) => {
    await popUp(ctx)
    await terms(context, ctx)
  })
  topic.command('language', async (ctx) => {
    const { words } = ctx.person
    await answer(ctx, words.menu.languageQuestion, { buttons: languageButtons() })
  })
  topic.callbackQuery('m:language', (ctx) =>
    speak(context, ctx, ctx.person.language === 'ru' ? 'en' : 'ru'),
  )
  topic.callbackQuery(/^lang:(ru|en)$/, (ctx) =>
    speak(context, ctx, ctx.match[1] === 'ru' ? 'ru' : 'en'),
  )
  return topic
}

/** Three messages for somebody new, one for whoever has been here. */
async function greet(ctx: BotUpdate): Promise<void> {
  const { words, customer, isNew } = ctx.person
  if (!isNew) {
    const buttons = menuButtons(ctx.person)
    await answer(ctx, words.menu.welcomeBack(customer.name), { buttons })
    return
  }
  const [hello, how, begin] = words.menu.welcome
  await answer(ctx, hello, { buttons: keyboard([languageButton(ctx.person)]) })
  await answer(ctx, how, { silent: true })
  await answer(ctx, begin, { silent: true, buttons: menuButtons(ctx.person) })
}

async function help(ctx: BotUpdate): Promise<void> {
  await answer(ctx, ctx.person.words.menu.help, { buttons: menuButtons(ctx.person) })
}

async function terms(context: BotContext, ctx: BotUpdate): Promise<void> {
  const { support, keptDays } = context.settings
  await answer(ctx, ctx.person.words.menu.terms(support, keptDays))
}

async function speak(context: BotContext, ctx: BotUpdate, language: 'en' | 'ru'): Promise<void> {
  await changeCustomer(context, ctx.person.customer.id, { language })
  const words = botWords(language)
  ctx.person = { ...ctx.person, language, words }
  await popUp(ctx)
  await show(ctx, words.menu.languageChosen, menuButtons(ctx.person))
}

function languageButtons() {
  return keyboard([tap('English', 'lang:en'), tap('Русский', 'lang:ru')])
}

function languageButton({ words }: Person) {
  return tap(words.menu.buttons.language, 'm:language')
}

/** The menu under a message. */
export function menuButtons(person: Person) {
  const { menu, imports } = person.words
  const { buttons } = menu
  const pays = person.customer.pays
  return keyboard(
    [tap(buttons.check, 'm:check', 'primary'), tap(buttons.checks, 'm:checks')],
    [pays ? tap(buttons.balance, 'm:balance') : null, pays ? tap(buttons.buy, 'm:buy') : null],
    [tap(imports.buttons.menu, 'im')],
    [tap(buttons.help, 'm:help'), tap(buttons.more, 'm:more')],
  )
}

/** What every other command does, as a button. */
function moreButtons(person: Person) {
  const { buttons } = person.words.menu
  return keyboard(
    [tap(buttons.watch, 'm:watch'), tap(buttons.ignore, 'm:ignored')],
    [tap(buttons.terms, 'm:terms'), tap(buttons.support, 'm:paysupport')],
    [tap(buttons.cancel, 'm:cancel'), languageButton(person)],
    [tap(buttons.forget, 'm:forget')],
    [tap(buttons.menu, 'm:menu')],
  )
}

/** To whatever was not understood: what could be sent, and the menu. */
export async function notUnderstood(ctx: BotUpdate): Promise<void> {
  const { words } = ctx.person
  await answer(ctx, words.menu.notUnderstood, { buttons: menuButtons(ctx.person) })
}
