import { expect, test } from 'vitest'
import { inEveryWay } from './enumerate.ts'

test('every sequence of choices is told once, also where one choice opens others', async () => {
  const told: string[] = []
  const count = await inEveryWay(async (choices) => {
    const first = choices.pick(3)
    const second = first === 1 ? choices.pick(2) : null
    told.push(`${first}${second ?? ''}`)
  })
  expect(told).toEqual(['0', '10', '11', '2'])
  expect(count).toBe(4)
})

test('a story that does not hang on its choices alone is found out', async () => {
  let run = 0
  const story = inEveryWay(async (choices) => {
    run += 1
    choices.pick(run + 1)
    choices.pick(2)
  })
  await expect(story).rejects.toThrow('is now one of')
})
