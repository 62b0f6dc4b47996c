import { createServer, type IncomingHttpHeaders, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { text } from 'node:stream/consumers'
import { SMTPServer } from 'smtp-server'

/** A request that a receiver was sent. */
export type Received = {
  readonly path: string
  readonly headers: IncomingHttpHeaders
  /** As JSON has it. */
  readonly body: Record<string, unknown>
}

/** What a receiver answers. */
export type Answer = {
  readonly status: number
  readonly body: unknown
  readonly headers?: Record<string, string>
}

/** A server of somebody else's that is sent JSON; it can go away and come back. */
export type Receiver = AsyncDisposable & {
  readonly url: string
  /** What has been answered well, in order. */
  readonly received: Received[]
  /** How often it was asked. */
  readonly asked: () => number
  answer: (received: Received) => Answer
  /** Nothing answers at its address any more. */
  leave(): Promise<void>
  comeBack(): Promise<void>
}

/** Starts a receiver on loopback that answers 200 with `{"ok":true}`. */
export async function startReceiver(): Promise<Receiver> {
  let server: Server | null = null
  let port = 0
  let asked = 0
  const received: Received[] = []
  const open = async (): Promise<void> => {
    server = createServer((request, response) => {
      void text(request).then((body) => {
        asked += 1
        const one = {
          path: request.url ?? '',
          headers: request.headers,
          body: JSON.parse(body || '{}'),
        }
        const { status, body: said, headers } = receiver.answer(one)
        if (status < 300) received.push(one)
        response.writeHead(status, { 'content-type': 'application/json', ...headers })
        response.end(JSON.stringify(said))
      })
    })
    await new Promise<void>((resolve) => server?.listen(port, '127.0.0.1', resolve))
    port = (server.address() as AddressInfo).port
  }
  const close = async (): Promise<void> => {
    server?.closeAllConnections()
    await new Promise((resolve) => (server === null ? resolve(null) : server.close(resolve)))
    server = null
  }
  await open()
  const receiver: Receiver = {
    url: `http://127.0.0.1:${port}`,
    received,
    asked: () => asked,
    answer: () => ({ status: 200, body: { ok: true } }),
    leave: close,
    comeBack: open,
    [Symbol.asyncDispose]: close,
  }
  return receiver
}

/** A letter as it has arrived. */
export type Letter = { readonly to: readonly string[]; readonly text: string }

/** A mail server of somebody else's. */
export type Mailbox = AsyncDisposable & {
  /** With the only name and password that it takes. */
  readonly url: string
  readonly letters: Letter[]
  /** What it says to whoever wants to send to an address; null lets everybody. */
  refusal: { readonly code: number; readonly says: string } | null
  leave(): Promise<void>
  comeBack(): Promise<void>
}

/** The password of the mail server, to be looked for where it must not be. */
export const MAIL_PASSWORD = 'planted-Mail-7712'

/** Starts a mail server on loopback. */
export async function startMailbox(): Promise<Mailbox> {
  let server: SMTPServer | null = null
  let port = 0
  const letters: Letter[] = []
  const open = async (): Promise<void> => {
    server = new SMTPServer({
      authMethods: ['PLAIN', 'LOGIN'],
      allowInsecureAuth: true,
      disabledCommands: ['STARTTLS'],
      disableReverseLookup: true,
      onAuth({ username, password }, _, done) {
        if (username === 'evercheck' && password === MAIL_PASSWORD) done(null, { user: username })
        else done(new Error('no such user'))
      },
      onRcptTo(_, __, done) {
        const { refusal } = mailbox
        if (refusal === null) return done()
        done(Object.assign(new Error(refusal.says), { responseCode: refusal.code }))
      },
      onData(stream, { envelope }, done) {
        void text(stream).then((said) => {
          letters.push({ to: envelope.rcptTo.map(({ address }) => address), text: said })
          done()
        })
      },
    })
    await new Promise<void>((resolve) => server?.listen(port, '127.0.0.1', resolve))
    port = (server.server.address() as AddressInfo).port
  }
  const close = async (): Promise<void> => {
    await new Promise<void>((resolve) => (server === null ? resolve() : server.close(resolve)))
    server = null
  }
  await open()
  const mailbox: Mailbox = {
    url: `smtp://evercheck:${MAIL_PASSWORD}@127.0.0.1:${port}`,
    letters,
    refusal: null,
    leave: close,
    comeBack: open,
    [Symbol.asyncDispose]: close,
  }
  return mailbox
}
