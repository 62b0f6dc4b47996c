import { sql } from 'kysely'
import { evaluateAlerts } from '../src/alerts/evaluate.ts'
import type { App } from '../src/app.ts'
import { type ChannelSettings, openChannels } from '../src/channels/open-channels.ts'
import { JOBS } from '../src/jobs/kinds.ts'
import { JobQueue } from '../src/queue/job-queue.ts'
import {
  MAIL_PASSWORD,
  type Mailbox,
  type Receiver,
  startMailbox,
  startReceiver,
} from './receivers.ts'
import { never, Trial, type TrialOptions } from './trial.ts'

const MINUTE_MS = 60_000
const HOUR_MS = 60 * MINUTE_MS

/** Secrets that must appear nowhere. */
export const PLANTED = {
  token: '4711:planted-Bot-token-0815-xyz',
  mail: MAIL_PASSWORD,
  ntfy: 'tk_planted-Ntfy-33',
}

/** A trial whose alerts go to four receivers on loopback. */
export class Alerting implements AsyncDisposable {
  readonly trial: Trial
  readonly telegram: Receiver
  readonly ntfy: Receiver
  readonly webhook: Receiver
  readonly mail: Mailbox
  readonly app: App
  readonly #queue: JobQueue<App>

  static async open(
    options: TrialOptions = {},
    settings: Partial<ChannelSettings> = {},
  ): Promise<Alerting> {
    const trial = await Trial.open(options)
    const [telegram, ntfy, webhook] = await Promise.all([
      startReceiver(),
      startReceiver(),
      startReceiver(),
    ])
    const mail = await startMailbox()
    const channels = openChannels({
      language: 'en',
      zone: 'UTC',
      telegramApi: telegram.url,
      telegramToken: PLANTED.token,
      operators: ['1001'],
      smtpUrl: mail.url,
      mailFrom: 'evercheck@example.com',
      mailTo: ['ops@example.com'],
      ntfyUrl: ntfy.url.replace('//', `//:${PLANTED.ntfy}@`).concat('/evercheck-alerts'),
      webhookUrl: `${webhook.url}/alerts`,
      publicUrl: 'https://panel.example',
      quiet: null,
      ...settings,
    })
    const app = { ...trial.app, ...channels }
    const queue = await JobQueue.open(app, JOBS)
    return new Alerting({ trial, telegram, ntfy, webhook, mail, app, queue })
  }

  private constructor(parts: {
    readonly trial: Trial
    readonly telegram: Receiver
    readonly ntfy: Receiver
    readonly webhook: Receiver
    readonly mail: Mailbox
    readonly app: App
    readonly queue: JobQueue<App>
  }) {
    this.trial = parts.trial
    this.telegram = parts.telegram
    this.ntfy = parts.ntfy
    this.webhook = parts.webhook
    this.mail = parts.mail
    this.app = parts.app
    this.#queue = parts.queue
  }

  /** Lets minutes pass; every so many, there is an evaluation, and what is due is delivered. */
  async pass(minutes: number, every = 1): Promise<void> {
    for (let minute = 0; minute < minutes; minute += every) {
      await evaluateAlerts(this.app)
      await this.deliver()
      this.trial.clock.advance(every * MINUTE_MS)
    }
  }

  /** Delivers what is due. */
  async deliver(): Promise<void> {
    await this.#queue.workDue(never())
  }

  /** The texts that Telegram was sent. */
  get texts(): readonly string[] {
    return this.telegram.received.map(({ body }) => String(body.text))
  }

  /** The session of an account died `hours` ago, and nobody has renewed it since. */
  async breakSession(username: string, hours: number): Promise<void> {
    const at = new Date(this.trial.clock.now().getTime() - hours * HOUR_MS)
    await sql`
      update instagram_sessions session
      set died_at = ${at}, created_at = ${at}, logged_in_at = ${at}, cause = 'logged-out'
      from instagram_accounts account
      where account.id = session.account_id and account.username = ${username}
        and session.label = 'current'
    `.execute(this.app.db)
  }

  /** It is well again. */
  async mendSession(username: string): Promise<void> {
    const now = this.trial.clock.now()
    await sql`
      update instagram_sessions session
      set died_at = null, cause = null, created_at = ${now}, logged_in_at = ${now}
      from instagram_accounts account
      where account.id = session.account_id and account.username = ${username}
        and session.label = 'current'
    `.execute(this.app.db)
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const each of [this.telegram, this.ntfy, this.webhook, this.mail]) {
      await each[Symbol.asyncDispose]()
    }
    await this.trial[Symbol.asyncDispose]()
  }
}
