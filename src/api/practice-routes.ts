import type { FastifyInstance } from 'fastify'
import * as contract from '../contract/practice.ts'
import { NO_PRACTICE, PracticeFailedError, type PracticeRun } from '../practice/practice.ts'
import type { PracticeDesk } from '../practice/practice-desk.ts'
import { setCookies } from './auth-cookies.ts'
import type { AccessSettings } from './auth-guard.ts'
import { siteIn } from './authenticate.ts'
import { instant } from './instant.ts'
import { route } from './route.ts'

/** Where practices are begun; or a practice itself, which knows what is practised with. */
export type Practice = PracticeDesk | PracticeRun

type Context = { readonly config: { readonly service: AccessSettings } }

/** Practising: begun and ended here, and looked at where it takes place. */
export function practiceRoutes(
  context: Context,
  practice: Practice | null,
): (app: FastifyInstance) => void {
  const desk = practice !== null && 'start' in practice ? practice : null
  const run = practice !== null && 'view' in practice ? practice : null
  return (app) => {
    route(app, contract.getPractice, async () => {
      const view = (await run?.view()) ?? NO_PRACTICE
      return { ...view, endsAt: instant(view.endsAt) }
    })

    route(app, contract.startPractice, async ({ request }, reply) => {
      const site = siteIn(request, context.config.service)
      if (desk === null) throw new PracticeFailedError('This process begins no practice.')
      const { session } = await desk.start()
      setCookies(request, reply, site, { practice: session })
      return { isRunning: true }
    })

    route(app, contract.endPractice, async ({ request }, reply) => {
      const site = siteIn(request, context.config.service)
      // The page leaves it with this answer; putting everything away takes some seconds more.
      void desk?.end()
      setCookies(request, reply, site, { practice: null })
      return undefined
    })
  }
}
