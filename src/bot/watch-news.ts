import { chatOfCustomer } from '../chats/chat-store.ts'
import { customerById } from '../customers/customer-store.ts'
import type { Happened } from '../events/event.ts'
import { botWords } from '../words/bot/bot-words.ts'
import type { BotContext } from './context.ts'
import { keyboard, tap } from './keyboard.ts'
import { say } from './say.ts'
import { attempt } from './telegram/calls.ts'

/** Tells a customer what has become of a profile that he watches. */
export async function tellOfWatch(context: BotContext, event: Happened): Promise<void> {
  if (event.customer === null) return
  const chat = await chatOfCustomer(context, event.customer)
  if (chat === null) return
  const { watch, check } = botWords((await customerById(context, event.customer)).language)
  const { detail } = event
  const username = String(detail.target ?? '')
  const number = (name: string) => Number(detail[name] ?? 0)
  const api = context.calls.answer
  switch (event.kind) {
    case 'watch-changed': {
      const change = { gained: number('gained'), lost: number('lost'), renamed: number('renamed') }
      const shown = typeof detail.check === 'string' ? detail.check : null
      const buttons = keyboard([shown ? tap(check.buttons.show, `sh:${shown}`) : null])
      await attempt(say(api, chat.chatId, watch.changed(username, change), { buttons }))
      return
    }
    case 'watch-paused': {
      const why = detail.why === 'credits' ? 'credits' : 'limit'
      await attempt(say(api, chat.chatId, watch.paused(username, why)))
      return
    }
    case 'watch-ended':
      await attempt(say(api, chat.chatId, watch.over(username)))
      return
    default:
      return
  }
}
