import type { Happened } from '../events/event.ts'
import { cursorText } from '../events/event.ts'
import type { BotWords } from '../words/bot/bot-words.ts'
import type { BotContext } from './context.ts'
import { keyboard, tap } from './keyboard.ts'
import { type Told, tellCustomer } from './letters.ts'

/** Tells a customer what has become of a profile that he watches, once. */
export async function tellOfWatch(context: BotContext, event: Happened): Promise<void> {
  if (event.customer === null) return
  const key = `watch:${cursorText(event.cursor)}`
  await tellCustomer(context, event.customer, (words) => ({ ...newsOf(event, words), key }))
  context.kick()
}

function newsOf({ kind, detail }: Happened, { watch, check }: BotWords): Told {
  const username = String(detail.target ?? '')
  const number = (name: string) => Number(detail[name] ?? 0)
  switch (kind) {
    case 'watch-paused':
      return { text: watch.paused(username, detail.why === 'credits' ? 'credits' : 'limit') }
    case 'watch-ended':
      return { text: watch.over(username) }
    default: {
      const change = { gained: number('gained'), lost: number('lost'), renamed: number('renamed') }
      const shown = typeof detail.check === 'string' ? detail.check : null
      const id = typeof detail.watch === 'string' ? detail.watch : null
      const buttons = keyboard([
        shown ? tap(check.buttons.show, `sh:${shown}`) : null,
        id ? tap(watch.buttons.end, `w-:${id}`) : null,
      ])
      return { text: watch.changed(username, change), buttons }
    }
  }
}
