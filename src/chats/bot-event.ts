/** What happens to the Telegram bot, told to the log. */
export type BotEvent =
  | { readonly kind: 'bot-started'; readonly username: string }
  | { readonly kind: 'bot-failed'; readonly where: string; readonly why: string }
