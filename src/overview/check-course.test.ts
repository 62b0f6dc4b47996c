import { expect, test } from 'vitest'
import { ADA, PAGE, Trial } from '../../test/trial.ts'
import { checkCourse } from './check-course.ts'

test('the course of a check rises to what was read, and names a death and how long it took', async () => {
  await using trial = await Trial.open()
  trial.instagram.kill({ username: 'keeper', disguise: 'plain', afterRows: 3 * PAGE })
  await trial.check()
  const { id } = await trial.app.db.selectFrom('checks').select('id').executeTakeFirstOrThrow()
  const course = await checkCourse(trial.app, id)
  for (const list of ['followers', 'following'] as const) {
    const people = course[list].map((point) => point.people)
    expect(people.at(-1)).toBe(ADA[list])
    expect(people).toEqual(people.toSorted((one, other) => one - other))
  }
  expect(course.waits).toMatchObject([{ kind: 'died', account: 'keeper' }])
  expect(course.waits[0]?.to?.getTime()).toBeGreaterThan(course.waits[0]?.from.getTime() ?? 0)
  expect(course.sessions.map(({ version }) => version)).toEqual([1, 2])
})

test('where a list was read once more, its course says when that began and with how many', async () => {
  const targets = [{ ...ADA, above: { followers: 1 } }]
  await using trial = await Trial.open({ targets })
  await trial.check()
  const { id } = await trial.app.db.selectFrom('checks').select('id').executeTakeFirstOrThrow()
  const course = await checkCourse(trial.app, id)
  expect(course.passes).toMatchObject([{ list: 'followers', pass: 2, people: ADA.followers }])
  const [first, last] = [course.followers.at(0), course.followers.at(-1)]
  expect(course.passes[0]?.at.getTime()).toBeGreaterThanOrEqual(first?.at.getTime() ?? Infinity)
  expect(course.passes[0]?.at.getTime()).toBeLessThanOrEqual(last?.at.getTime() ?? 0)
})
