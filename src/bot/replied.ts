import { isNoticeOnItsWay } from '../chats/letter-store.ts'
import { type Notice, noticeOf } from '../chats/notice-store.ts'
import type { BotContext, BotUpdate } from './context.ts'

/** A reply may come before it is noted which message the letter has become. */
const LOOK_MS = 100
const LOOKS_MAX = 20

/** What the message stands for that an operator replies to; null for nothing. */
export async function noticeRepliedTo(context: BotContext, ctx: BotUpdate): Promise<Notice | null> {
  const replied = ctx.message?.reply_to_message?.message_id
  if (replied === undefined) return null
  const { chatId } = ctx.person
  for (let look = 0; look < LOOKS_MAX; look += 1) {
    const isPending = await isNoticeOnItsWay(context, chatId)
    const notice = await noticeOf(context, chatId, replied)
    if (notice !== null || !isPending) return notice
    await context.clock.sleep(LOOK_MS)
  }
  return null
}
