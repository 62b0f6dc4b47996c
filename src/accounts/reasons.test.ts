import { expect, test } from 'vitest'
import { parseReason, parseRestReason, parseStopReason, reason, reasonText } from './reasons.ts'

test.each([
  [reason('throttled')],
  [reason('unreachable', 'dns')],
  [reason('said', 'quoted "words" and\nlines')],
])('the reason %o to rest is kept and read again', (why) => {
  expect(parseRestReason(reasonText(why))).toEqual(why)
  expect(parseReason(reasonText(why))).toEqual(why)
})

test.each([[reason('operator')], [reason('challenged', '/challenge/…/')]])(
  'the reason %o to stop is kept and read again',
  (why) => {
    expect(parseStopReason(reasonText(why))).toEqual(why)
    expect(parseReason(reasonText(why))).toEqual(why)
  },
)

test.each(['a sentence of before', '', '{"kind":"of a newer version"}', '{"kind":', '[]', 'null'])(
  'what is no reason we know, %j, is said as it stands',
  (text) => {
    expect(parseRestReason(text)).toEqual({ kind: 'said', detail: text })
    expect(parseStopReason(text)).toEqual({ kind: 'said', detail: text })
    expect(parseReason(text)).toEqual({ kind: 'said', detail: text })
  },
)
