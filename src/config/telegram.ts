import { type readEnv, SettingInvalidError } from './env.ts'

/** What the Telegram bot sells and promises. Holds no secret. */
export type TelegramSettings = {
  /** So many credits for so many Stars; empty where nothing is for sale. */
  readonly packs: readonly { readonly credits: number; readonly stars: number }[]
  /** Stars for one credit, when a balance does not hold a check; null for packs only. */
  readonly starsPerCredit: number | null
  /** So many credits for so many Stars, every thirty days; null for no subscription. */
  readonly subscription: { readonly credits: number; readonly stars: number } | null
  /** So many friends who had something checked give so many credits; null for nothing. */
  readonly referral: { readonly friends: number; readonly credits: number } | null
  /** Who answers for the bot: a name in Telegram, an address. */
  readonly support: string | null
  /** Whether operators are sent pictures of a login page that waits for them. */
  readonly loginPictures: boolean
}

/** Telegram's own server of the Bot API. */
export const TELEGRAM_API = 'https://api.telegram.org'

/** Below the public address: where Telegram brings updates, if it is told to. */
export const TELEGRAM_WEBHOOK_PATH = '/public/telegram'

/** Telegram takes no more Stars at once. */
const STARS_MAX = 10_000

/** @throws SettingInvalidError SETTING_INVALID */
export function telegramSettingsOf(env: ReturnType<typeof readEnv>): TelegramSettings {
  const packs = pairs('EVERCHECK_STARS_PACKS', env.starsPacks ?? '')
  const [referral] = pairs('EVERCHECK_REFERRAL', env.referral ?? '')
  const [subscription, another] = pairs('EVERCHECK_STARS_SUBSCRIPTION', env.starsSubscription ?? '')
  if (another !== undefined || (subscription?.[1] ?? 0) > STARS_MAX) {
    throw new SettingInvalidError(
      `EVERCHECK_STARS_SUBSCRIPTION: one pair such as 30:250, for ${STARS_MAX} Stars at the most.`,
    )
  }
  const wrong = packs.find(([, stars]) => stars > STARS_MAX)
  if (wrong || packs.length > 8) {
    throw new SettingInvalidError(
      `EVERCHECK_STARS_PACKS: at most 8 packs, none for more than ${STARS_MAX} Stars.`,
    )
  }
  return {
    packs: packs.map(([credits, stars]) => ({ credits, stars })),
    starsPerCredit: env.starsPerCredit,
    subscription: subscription ? { credits: subscription[0], stars: subscription[1] } : null,
    referral: referral ? { friends: referral[0], credits: referral[1] } : null,
    support: env.support?.slice(0, 200) ?? null,
    loginPictures: env.loginPictures,
  }
}

function pairs(setting: string, value: string): readonly (readonly [number, number])[] {
  const parts = value.split(/[\s,]+/).filter((part) => part !== '')
  return parts.map((part) => {
    const match = /^(\d{1,6}):(\d{1,6})$/.exec(part)
    const [one, other] = [Number(match?.[1]), Number(match?.[2])]
    if (match && one > 0 && other > 0) return [one, other] as const
    throw new SettingInvalidError(
      `${setting} has ${JSON.stringify(part)} in it, but must be pairs of numbers such as 5:45.`,
    )
  })
}
