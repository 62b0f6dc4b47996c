import type { TelegramWorld } from './world.ts'

/** Before Telegram acts on a call, or after it has, and its answer is never heard. */
export type Moment = 'before' | 'after'

const OF_NOBODY = /^(getUpdates|getMe|setMyCommands|deleteWebhook|getStarTransactions)$/

/**
 * Lets a process die, by `die`, at its `number`th call about a person, counted from now on.
 * Resolves with the method when it has died; whoever has not died by then is spared by `spare`.
 */
export function dieAt(
  telegram: TelegramWorld,
  die: () => Promise<unknown>,
  { number, moment }: { readonly number: number; readonly moment: Moment },
): { readonly died: Promise<string | null>; spare(): void } {
  let calls = 0
  const { promise: died, resolve } = Promise.withResolvers<string | null>()
  const count = async (method: string) => {
    if (OF_NOBODY.test(method)) return
    calls += 1
    if (calls !== number) return
    calm()
    await die()
    resolve(method)
    throw new Error('the process is dead')
  }
  const calm = () => {
    telegram.beforeCall = () => undefined
    telegram.afterCall = () => undefined
  }
  if (moment === 'before') telegram.beforeCall = count
  else telegram.afterCall = count
  return {
    died,
    spare() {
      if (calls >= number) return
      calm()
      resolve(null)
    },
  }
}
