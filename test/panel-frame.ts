import type { Route } from 'playwright-core'
import { expect } from 'vitest'
import { GIVEN, withoutGiven } from '../tools/without-given.ts'
import type { Visitor } from './panel-visitor.ts'

/** A page as it comes to whoever has to ask for its answers himself. */
export async function withoutAnswers(route: Route): Promise<void> {
  const answer = await route.fetch()
  const body = withoutGiven(await answer.text())
  expect(body).not.toMatch(GIVEN)
  await route.fulfill({ response: answer, body })
}

/** The overview has the shape of what comes before that is there, and nothing in it moves then. */
export async function expectFramed(visitor: Visitor): Promise<void> {
  const { page } = visitor
  await page.route(/\/$/, withoutAnswers, { times: 1 })
  const answered = Promise.withResolvers<void>()
  await page.route('**/api/v1/admin/**', async (route) => {
    await answered.promise
    await route.continue()
  })
  await visitor.goTo('/')
  await page.locator('main .waiting').first().waitFor()
  const framed = await page.evaluate(PLACES)
  answered.resolve()
  await page.locator('.lives .track').first().waitFor()
  expect(await page.evaluate(PLACES)).toEqual(framed)
  await page.unrouteAll()
}

/** How far below the first figure all else stands, and how high: what needs one may come first. */
const PLACES = `['.vitals', '.lives .sec-h', '.lives .lf.h'].map((what) => {
  const { top, height } = document.querySelector(what).getBoundingClientRect()
  const below = top - document.querySelector('.vitals').getBoundingClientRect().top
  return [what, Math.round(below), Math.round(height)]
})`
