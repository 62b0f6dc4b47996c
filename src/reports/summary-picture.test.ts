import { expect, test } from 'vitest'
import { REPORT_CASES } from '../../tools/screens/report-cases.ts'
import { drawPicture } from './draw-picture.ts'
import type { Reader } from './reader.ts'
import { summaryOf } from './summary.ts'
import { summaryPicture } from './summary-picture.ts'

const READER: Reader = { language: 'ru', zone: 'Europe/Moscow', csv: 'plain' }

test('a large report has the same picture, though another process draws it', async () => {
  const { result } = REPORT_CASES.complete()
  const followers = { ...result.followers, collected: 1_000_000, expected: 1_000_000 }
  const summary = summaryOf({ ...result, followers }, READER)
  const picture = await summaryPicture(summary, READER)
  expect(picture?.subarray(1, 4).toString()).toBe('PNG')
  expect(picture).toEqual(Buffer.from((await drawPicture(summary, READER)) ?? ''))
})
