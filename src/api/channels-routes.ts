import type { FastifyInstance } from 'fastify'
import type { Channels } from '../channels/open-channels.ts'
import { tryChannels } from '../channels/try-channels.ts'
import * as contract from '../contract/channels.ts'
import type { Database } from '../db/database.ts'
import { unsentWords } from '../words/unsent.ts'
import { ChannelUnknownError } from './refusals.ts'
import { route } from './route.ts'

/** What the routes of the channels need. */
export type ChannelsContext = Channels & { readonly db: Database }

/** The ways to reach people: which there are, and whether they carry. */
export function channelsRoutes(context: ChannelsContext): (app: FastifyInstance) => void {
  const { alerting } = context
  const targetsOf = (channel: string) => alerting.targets.filter((one) => one.channel === channel)
  return (app) => {
    route(app, contract.listChannels, async () => ({
      items: context.channels.map(({ name }) => ({
        channel: name,
        targets: targetsOf(name).flatMap(({ target }) => (target === '' ? [] : [target])),
      })),
    }))

    route(app, contract.tryChannel, async ({ params, language, signal }) => {
      if (targetsOf(params.channel).length === 0) {
        throw new ChannelUnknownError(`The channel ${params.channel} is not set up.`)
      }
      const only = { ...alerting, targets: targetsOf(params.channel) }
      const tried = await tryChannels({ ...context, alerting: only }, signal)
      const said = tried.map(({ target, arrived, why }) => {
        return { target, arrived, why: why && unsentWords(language, why) }
      })
      return { tried: said }
    })
  }
}
