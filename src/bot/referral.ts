import { credit } from '../balance/ledger.ts'
import { friendsOf } from '../chats/chat-store.ts'
import { inTransaction } from '../db/transaction.ts'
import type { BotContext } from './context.ts'
import { tellCustomer } from './letters.ts'

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
    await inTransaction(context, async (db) => {
      const moved = await credit(
        { db },
        {
          customerId: inviterId,
          credits: referral.credits,
          reason: 'referral',
          note: null,
          actor: 'evercheck',
          source: `referral:${inviterId}:${round}`,
        },
      )
      if (moved.kind === 'known') return
      await tellCustomer({ db }, inviterId, ({ money }) => ({
        text: money.referralPaid(round * referral.friends, referral.credits),
      }))
    })
  }
  context.kick()
}
