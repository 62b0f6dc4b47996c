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
        const says =
          'EVERCHECK_OPERATORS is set without EVERCHECK_TELEGRAM_TOKEN_FILE: nobody is told by Telegram.'
        return [careful('telegram', says)]
      }
      const state = await askTelegram({ api, token: telegramToken, operators })
      switch (state.kind) {
        case 'answers':
          return ofBot(state.bot, state.deaf, operators.length)
        case 'refused': {
          const says = `${api} refuses the token (${state.why}): take the one that BotFather shows and put it into the file of EVERCHECK_TELEGRAM_TOKEN_FILE.`
          return [broken('telegram', says)]
        }
        case 'unreachable':
          return [broken('telegram', `${api} cannot be used: ${state.why}.`)]
        default:
          return unreachable(state)
      }
    },
  }
}

function ofBot(
  bot: string,
  deaf: readonly { readonly operator: string; readonly why: string }[],
  operatorCount: number,
): readonly Finding[] {
  const nobody = 'EVERCHECK_OPERATORS names nobody: alerts are not told by Telegram.'
  return [
    well('telegram', `The bot @${bot} answers.`),
    ...(operatorCount === 0 ? [careful('telegram', nobody)] : []),
    ...deaf.map(({ operator, why }) => {
      const says = `It cannot write to ${operator} (${why}): that person has to open a chat with @${bot} and press Start.`
      return careful('telegram', says)
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
        const says =
          'EVERCHECK_SMTP_TO is set without EVERCHECK_SMTP_URL_FILE: nobody is told by mail.'
        return mailTo.length === 0 ? [] : [careful('mail', says)]
      }
      const verified = await verifyMail(smtpUrl)
      if (verified.kind !== 'sent') {
        const says = `The mail server cannot be used: ${verified.why}. Check the URL in the file of EVERCHECK_SMTP_URL_FILE.`
        return [broken('mail', says)]
      }
      const nobody = 'EVERCHECK_SMTP_TO names nobody: what is critical is not told by mail.'
      return [
        well('mail', 'The mail server takes our name and password.'),
        ...(mailTo.length === 0 ? [careful('mail', nobody)] : []),
      ]
    },
  }
}
