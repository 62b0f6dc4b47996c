import { sql } from 'kysely'
import { expect, test } from 'vitest'
import { openTill } from '../../test/money.ts'
import { checkById } from '../checks/check-store.ts'
import { customerById } from '../customers/customer-store.ts'
import { botWords } from '../words/bot/bot-words.ts'
import { resultView } from './result.ts'

test('of a check whose lists are no longer kept that is said, and of a failure what it was', async () => {
  const till = await openTill()
  const id = await till.customer('Anna', 5)
  const checkId = await till.ordered(id, 'ada.example')
  await sql`
    update checks set state = 'failed', ending = 'out-of-patience', charged = 0,
      cost_why = 'out-of-patience', finished_at = evercheck_now(),
      lists_deleted_at = evercheck_now()
    where id = ${checkId}
  `.execute(till.db)
  const failed = await checkById(till, checkId)
  const completed = { ...failed, state: 'completed', ending: { kind: 'complete' } } as const
  const spoken = { language: 'en', words: botWords('en') } as const
  const customer = await customerById(till, id)
  const person = { chatId: 1, customer, ...spoken, isOperator: false, isNew: false }
  const context = { db: till.db, settings: { publicUrl: null } }
  const said = []
  for (const check of [completed, failed]) {
    const view = await resultView(context, person, check)
    expect(view).toMatchObject({ bell: null, report: null })
    said.push(JSON.stringify(view.text))
  }
  expect(said).toEqual([
    expect.stringContaining('no longer kept'),
    expect.stringContaining('ada.example'),
  ])
})
