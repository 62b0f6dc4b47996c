import { z } from 'zod'
import { endpoint } from './endpoint.ts'

const ChannelName = z.enum(['telegram', 'mail', 'ntfy', 'webhook'])

/** The ways to reach people that are set up. */
export const listChannels = endpoint({
  id: 'listChannels',
  method: 'GET',
  path: '/admin/channels',
  tag: 'alerts',
  summary: 'The ways to reach people that are set up',
  description: 'They are set by the environment of the process.',
  who: ['admin', 'read'],
  answer: z.object({
    items: z.array(
      z.object({
        channel: ChannelName,
        targets: z.array(z.string()).describe('Whom it leads to; none is named where it is one.'),
      }),
    ),
  }),
})

/** Tries a way to reach people. */
export const tryChannel = endpoint({
  id: 'tryChannel',
  method: 'POST',
  path: '/admin/channels/{channel}/try',
  tag: 'alerts',
  summary: 'Send a message to everybody whom a channel leads to, and say what came of it',
  who: ['admin'],
  audit: { act: 'channel.try' },
  params: z.strictObject({ channel: ChannelName }),
  answer: z.object({
    tried: z.array(
      z.object({
        target: z.string(),
        arrived: z.boolean(),
        why: z.string().nullable().describe('Null where it arrived.'),
      }),
    ),
  }),
  refusals: ['CHANNEL_UNKNOWN'],
  handlerMs: 60_000,
})
