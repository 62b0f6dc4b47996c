import { credit } from '../balance/ledger.ts'
import { chatOfCustomer, friendsOf } from '../chats/chat-store.ts'
import { customerById } from '../customers/customer-store.ts'
import { botWords } from '../words/bot/bot-words.ts'
import type { BotContext } from './context.ts'
import { say } from './say.ts'
import { attempt } from './telegram/calls.ts'

/**
 * Gives an inviter what his friends have earned him so far: so many credits for every so many who
 * came by his link and had something checked. Each round is given once, however often it is asked.
 */
export async function payReferral(context: BotContext, inviterId: string): Promise<void> {
  const { referral } = context.settings
  if (referral === null) return
  const { checked } = await friendsOf(context, inviterId)
  const rounds = Math.floor(checked / referral.friends)
  for (let round = 1; round <= rounds; round += 1) {
    const moved = await credit(context, {
      customerId: inviterId,
      credits: referral.credits,
      reason: 'referral',
      note: null,
      actor: 'evercheck',
      source: `referral:${inviterId}:${round}`,
    })
    if (moved.kind === 'known') continue
    const chat = await chatOfCustomer(context, inviterId)
    if (chat === null) continue
    const { money } = botWords((await customerById(context, inviterId)).language)
    const text = money.referralPaid(round * referral.friends, referral.credits)
    await attempt(say(context.calls.answer, chat.chatId, text))
  }
}
