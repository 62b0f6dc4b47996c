import { expect, test } from 'vitest'
import { readRefusal } from './side-car.ts'

test.each([
  [401, 'TwoFactorRequired', 'Two-factor authentication required', 'code-wanted'],
  [403, 'ChallengeRequired', 'challenge_required', 'challenged'],
  [500, 'CheckpointRequired', '', 'challenged'],
  [429, 'PleaseWaitFewMinutes', 'Please wait a few minutes', 'throttled'],
  [429, 'FeedbackRequired', '', 'throttled'],
  [500, 'SentryBlock', '', 'throttled'],
  [401, 'UnknownError', "The username you entered doesn't appear to belong", 'unknown-user'],
  [500, 'AccountSuspended', '', 'suspended'],
  [500, 'ClientError', "You'll need to update Instagram to the latest version", 'needs-upgrade'],
  [400, 'UnknownError', 'needs_upgrade', 'needs-upgrade'],
  // Right passwords have been answered so for months (facts 5.4).
  [500, 'BadPassword', 'The password you entered is incorrect', 'technical'],
  [500, 'JSONDecodeError', 'Expecting value', 'technical'],
  [422, '', '', 'technical'],
  [200, '', '', 'technical'],
])('%d %s "%s" is %s', (status, exc_type, detail, kind) => {
  const answer = readRefusal(status, { detail, exc_type })
  expect(answer.kind === 'outcome' ? answer.outcome.kind : answer.kind).toBe(kind)
})
