import type { Unsent } from '../../alerts/unsent.ts'
import { lookAtTelegram as askTelegram } from '../../channels/look-at-telegram.ts'
import { verifyMail } from '../../channels/mail.ts'
import { unreachable } from '../../kernel/unreachable.ts'
import { broken, careful, type Finding, type Look, well } from '../finding.ts'

/** What is set of Telegram. */
type Telegram = {
  readonly telegramApi: string
  readonly telegramToken: string | null
  readonly operators: readonly string[]
}

/** Whether the bot's token is good, and whether it may write to the operators. */
export function lookAtTelegram({ telegramApi: api, telegramToken, operators }: Telegram): Look {
  return {
    what: 'telegram',
    async findings() {
      if (telegramToken === null) {
        if (operators.length === 0) return []
        return [careful('telegram', { code: 'telegram-no-token' })]
      }
      const state = await askTelegram({ api, token: telegramToken, operators })
      switch (state.kind) {
        case 'answers':
          return ofBot(state.bot, state.deaf, operators.length)
        case 'refused':
          return [broken('telegram', { code: 'telegram-refused', api, why: state.why })]
        case 'unreachable':
          return [broken('telegram', { code: 'telegram-away', api, why: state.why })]
        default:
          return unreachable(state)
      }
    },
  }
}

function ofBot(
  bot: string,
  deaf: readonly { readonly operator: string; readonly why: Unsent }[],
  operatorCount: number,
): readonly Finding[] {
  return [
    well('telegram', { code: 'telegram-answers', bot }),
    ...(operatorCount === 0 ? [careful('telegram', { code: 'telegram-nobody' })] : []),
    ...deaf.map(({ operator, why }) => {
      return careful('telegram', { code: 'telegram-deaf', operator, bot, why })
    }),
  ]
}

/** Whether the mail server takes our name and password. Nothing is sent. */
export function lookAtMail(options: {
  readonly smtpUrl: string | null
  readonly mailTo: readonly string[]
}): Look {
  return {
    what: 'mail',
    async findings() {
      const { smtpUrl, mailTo } = options
      if (smtpUrl === null) {
        return mailTo.length === 0 ? [] : [careful('mail', { code: 'mail-no-server' })]
      }
      const verified = await verifyMail(smtpUrl)
      if (verified.kind !== 'sent') {
        return [broken('mail', { code: 'mail-away', why: verified.why })]
      }
      return [
        well('mail', { code: 'mail-answers' }),
        ...(mailTo.length === 0 ? [careful('mail', { code: 'mail-nobody' })] : []),
      ]
    },
  }
}
