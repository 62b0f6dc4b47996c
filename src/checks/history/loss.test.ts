import { expect, test } from 'vitest'
import { type LossReason, reasonOf, type Told } from './loss.ts'

const shown: Told = { kind: 'shown' }
const gone: Told = { kind: 'not-shown', why: 'gone', accountId: 'acc_2' }
const unseen: Told = { kind: 'not-shown', why: 'unseen', accountId: 'acc_2' }
const blocks: Told = { kind: 'not-shown', why: 'blocked-us', accountId: 'acc_2' }

test.each<[string, readonly string[], Told, LossReason]>([
  ['whoever is shown has only ceased to follow', [], shown, 'unfollowed'],
  ['shown to one account and not to another: blocked', ['acc_1'], shown, 'blocked'],
  ['Instagram says so itself', [], blocks, 'blocked'],
  ['hidden from one account, which may be blocked', [], gone, 'hidden'],
  ['hidden from the same account again', ['acc_2'], unseen, 'hidden'],
  ['hidden from two accounts', ['acc_1'], gone, 'gone'],
])('%s', (_, hiddenFrom, told, reason) => {
  expect(reasonOf({ hiddenFrom }, told)).toBe(reason)
})
