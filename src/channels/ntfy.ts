import type { Severity } from '../alerts/rule.ts'
import { noticeWords } from '../words/alerts.ts'
import type { Channel, Reader } from './channel.ts'
import { cleaned, postJson, sendingOf } from './post.ts'

const PRIORITIES: Readonly<Record<Severity, number>> = { critical: 5, warning: 4, info: 2 }

/**
 * ntfy: `url` names the server and the topic, as `https://ntfy.sh/TOPIC`. An access token stands
 * before the host without a name (`https://:tk_…@ntfy.sh/TOPIC`), a user with a password as usual.
 */
export function ntfyChannel(options: { readonly url: string; readonly reader: Reader }): Channel {
  const { username, password, origin, pathname } = new URL(options.url)
  const parts = pathname.split('/').filter((part) => part !== '')
  const topic = parts.at(-1) ?? ''
  // A server may lie below a path of its own.
  const server = [origin, ...parts.slice(0, -1)].join('/')
  const headers = authorizationOf(decodeURIComponent(username), decodeURIComponent(password))
  return {
    name: 'ntfy',
    async send({ notice }, signal) {
      const { title, lines, todo } = noticeWords(
        notice,
        options.reader.language,
        options.reader.zone,
      )
      const isOver = notice.change === 'resolved' || notice.change === 'test'
      const body = {
        topic,
        title,
        message: [...lines, ...(todo === null ? [] : ['', todo])].join('\n'),
        priority: isOver ? 3 : PRIORITIES[notice.severity],
        tags: [
          isOver
            ? 'white_check_mark'
            : notice.severity === 'critical'
              ? 'rotating_light'
              : 'warning',
        ],
      }
      const answer = await postJson(`${server}/`, body, headers, signal)
      return 'kind' in answer ? answer : sendingOf(answer, cleaned(answer.text))
    },
  }
}

function authorizationOf(name: string, password: string): Readonly<Record<string, string>> {
  if (password === '') return {}
  if (name === '') return { authorization: `Bearer ${password}` }
  return { authorization: `Basic ${Buffer.from(`${name}:${password}`).toString('base64')}` }
}
