import { Api, GrammyError, HttpError } from 'grammy'
import { expect, test } from 'vitest'
import { openTill, type Till } from '../../test/money.ts'
import { creditStars } from './stars.ts'

const PAYER = { chatId: 23, paidAt: new Date() }
/** For an invoice of somebody who was forgotten before his payment arrived. */
const PAYMENT = {
  invoice_payload: 'inv_gone',
  total_amount: 45,
  telegram_payment_charge_id: 'charge',
}
const refused = (said: string) =>
  new GrammyError(said, { ok: false, error_code: 400, description: said }, 'refundStarPayment', {})

test.each([
  ['while Telegram is away', new HttpError('away', new Error('cut'))],
  ['when Telegram refuses it', refused('Bad Request: USER_ID_INVALID')],
])('nobody is told that Stars went back which did not: %s', async (_, error) => {
  const till = await openTill()
  await expect(creditStars(desk(till, error), PAYER, PAYMENT)).rejects.toBe(error)
})

test('Stars that went back before have gone back', async () => {
  const till = await openTill()
  const before = refused('Bad Request: CHARGE_ALREADY_REFUNDED')
  expect(await creditStars(desk(till, before), PAYER, PAYMENT)).toEqual({ kind: 'returned' })
})

/** A bot whose every call of Telegram fails like this. */
function desk(till: Till, error: Error) {
  const api = new Api('1:a')
  api.config.use(() => Promise.reject(error))
  return {
    db: till.db,
    calls: { answer: api, result: api, progress: api },
    tell: () => undefined,
    kick: () => undefined,
    settings: { operators: [] },
  }
}
