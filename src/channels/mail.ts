import { getSystemErrorName } from 'node:util'
import type { Unsent } from '../alerts/unsent.ts'
import { noticeWords } from '../words/alerts.ts'
import { type Channel, type Reader, SEND_MS, type Sending } from './channel.ts'
import { cleaned, systemSays, whyUnreachable } from './post.ts'

/** How long one letter may take: a slow server answers seven times, each in its time. */
const LETTER_MS = 4 * SEND_MS

/**
 * Mail by an SMTP server: `url` is `smtps://USER:PASSWORD@HOST:465`, or `smtp://…:587`, which turns
 * to TLS when the server offers it. The target is who is written to.
 */
export function mailChannel(options: {
  readonly url: string
  readonly from: string
  readonly reader: Reader
  readonly withinMs?: number
}): Channel {
  const { from, reader, withinMs = LETTER_MS } = options
  return {
    name: 'mail',
    async send({ id, target, notice }, signal) {
      const transport = await transportTo(options.url)
      try {
        const { title, lines, todo } = noticeWords(notice, reader.language, reader.zone)
        await transport.sendMail({
          from: { name: 'Evercheck', address: from },
          to: target,
          subject: title,
          text: [...lines, ...(todo === null ? [] : ['', todo]), ''].join('\n'),
          // The same for every attempt: a mailbox shows what came twice once.
          messageId: `<${id}@evercheck.invalid>`,
          headers: { 'Auto-Submitted': 'auto-generated', 'X-Evercheck-Rule': notice.rule },
          // A server that goes on saying little is never silent for long.
          signal: AbortSignal.any([signal, AbortSignal.timeout(withinMs)]),
          priority: notice.severity === 'critical' ? 'high' : 'normal',
        })
        return { kind: 'sent' }
      } catch (error) {
        return sendingOfError(error)
      } finally {
        transport.close()
      }
    },
  }
}

/** Whether the server takes our name and password. Nothing is sent. */
export async function verifyMail(url: string): Promise<Sending> {
  const transport = await transportTo(url)
  try {
    await transport.verify()
    return { kind: 'sent' }
  } catch (error) {
    return sendingOfError(error)
  } finally {
    transport.close()
  }
}

async function transportTo(url: string) {
  // Loaded by the first mail: most processes send none.
  const { createTransport } = await import('nodemailer')
  return createTransport({
    url,
    connectionTimeout: SEND_MS,
    greetingTimeout: SEND_MS,
    socketTimeout: SEND_MS,
    disableFileAccess: true,
    disableUrlAccess: true,
  })
}

/** What nodemailer says. Its words may repeat the server's, never the password. */
function sendingOfError(error: unknown): Sending {
  const code = propertyOf(error, 'code')
  const responseCode = Number(propertyOf(error, 'responseCode'))
  const said = cleaned(propertyOf(error, 'response'))
  if (code === 'EAUTH') {
    return { kind: 'refused', why: { kind: 'login-refused', said } }
  }
  // What it said begins with its status.
  const answers = { kind: 'answers', status: null, said } as const
  if (responseCode >= 500) return { kind: 'refused', why: answers }
  if (responseCode >= 400) return { kind: 'failed', why: answers, retryMs: null }
  // Given up by our own clock; what that says is its cause.
  const isLate = code === 'ETIMEDOUT' || code === 'EABORT'
  const why = isLate ? ({ kind: 'late' } as const) : whyClosed(error)
  return { kind: 'failed', why, retryMs: null }
}

/** Nodemailer calls every trouble of a socket the same; the number says which it is. */
function whyClosed(error: unknown): Unsent {
  const number = error instanceof Error && 'errno' in error ? Number(error.errno) : Number.NaN
  return number < 0 ? systemSays(getSystemErrorName(number)) : whyUnreachable(error)
}

function propertyOf(error: unknown, name: string): string {
  if (!(error instanceof Error) || !(name in error)) return ''
  return String((error as Error & Record<string, unknown>)[name] ?? '')
}
