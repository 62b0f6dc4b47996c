import { Composer } from 'grammy'
import { acknowledgeAlert, RuleNeverSilentError, silenceAlerts } from '../../alerts/attend.ts'
import { noticeById } from '../../alerts/notice-store.ts'
import { findCustomer } from '../../customers/customer-store.ts'
import { ALERT_WORDS } from '../../words/alerts.ts'
import { refusalWords } from '../../words/refusals.ts'
import type { BotContext, BotUpdate } from '../context.ts'
import { popUp } from '../say.ts'

const SILENT_MS = 3_600_000

/** The buttons under alerts: acknowledge, silence for an hour, what to do. */
export function alertsTopic(context: BotContext): Composer<BotUpdate> {
  const all = new Composer<BotUpdate>()
  const topic = all.filter((ctx) => ctx.person.isOperator)
  topic.callbackQuery(/^al:(ack|mute|todo):(ntc_\w+)$/, async (ctx) => {
    const [, verb, id = ''] = ctx.match
    const { operator } = ctx.person.words
    const notice = await noticeById(context, id)
    if (notice === null) return popUp(ctx, operator.alertGone)
    const by = `tg:${ctx.person.chatId}`
    switch (verb) {
      case 'ack': {
        const outcomes = await Promise.all(
          notice.alerts.map((alert) => acknowledgeAlert(context, alert.id, by)),
        )
        const other = outcomes.find((each) => each.kind === 'already')
        const isMine = outcomes.some((each) => each.kind === 'acknowledged')
        if (isMine) return popUp(ctx, operator.alertSeen(ctx.person.customer.name))
        if (other?.kind !== 'already') return popUp(ctx, operator.alertGone)
        return popUp(ctx, operator.alertSeen(await nameOf(context, other.by)))
      }
      case 'mute':
        try {
          await silenceAlerts(context, { rule: notice.rule, subject: null }, SILENT_MS, by)
        } catch (error) {
          // A letter of an earlier version bears the button for every rule.
          if (!(error instanceof RuleNeverSilentError)) throw error
          return popUp(ctx, refusalWords(ctx.person.language, error.code, error))
        }
        return popUp(ctx, operator.alertSilenced)
      default: {
        const { todo } = ALERT_WORDS[ctx.person.language][notice.rule]
        await ctx.answerCallbackQuery({ text: todo.slice(0, 200), show_alert: true })
      }
    }
  })
  return all
}

/** Who has seen an alert, as the others call him. */
async function nameOf(context: BotContext, by: string): Promise<string> {
  if (!by.startsWith('tg:')) return by
  return findCustomer(context, by).then(
    ({ name }) => name,
    () => by,
  )
}
