import { expect, test } from 'vitest'
import { compareLedger } from '../../src/balance/compare-ledger.ts'
import { balanceOf, credit, entriesOf } from '../../src/balance/ledger.ts'
import { setPrice } from '../../src/balance/price-store.ts'
import { carryOut } from '../../src/checks/carry-out.ts'
import { checkById } from '../../src/checks/check-store.ts'
import { freeWhatIsOver } from '../../src/checks/choice-store.ts'
import { orderCheck } from '../../src/checks/order.ts'
import { readNext } from '../../src/checks/runner.ts'
import { settleWaiting } from '../../src/checks/waiting-store.ts'
import { createCustomer } from '../../src/customers/customer-store.ts'
import { followForWebhooks } from '../../src/webhooks/follow.ts'
import { addWebhook } from '../../src/webhooks/webhook-store.ts'
import { endingWords } from '../../src/words/endings.ts'
import { costWords } from '../../src/words/money.ts'
import { Alerting } from '../alerting.ts'
import { settled } from '../settled.ts'
import { ADA, never, orderOf, PAGE } from '../trial.ts'
import { type Receiver, startReceiver } from '../webhook-receiver.ts'

const HOUR_MS = 3_600_000
const PATIENT = {
  EVERCHECK_PATIENCE_MS: String(HOUR_MS),
  EVERCHECK_WEBHOOKS_PRIVATE: 'yes',
}
/** Anna's check is ordered by the service: nobody waits for it at a terminal. */
const ANY = { only: null, without: [] }

test('two failed logins: all is given back, the operator is alerted, and the customer is told', async () => {
  await using way = await SadWay.open()
  const { trial } = way.alerting
  const failure = { kind: 'technical', code: 'UNKNOWN_PAGE', detail: 'nobody knows it' } as const
  trial.browser.outcomes.push(failure, failure)
  trial.instagram.kill({ username: 'keeper', disguise: 'please-wait', afterRows: 2 * PAGE })
  await way.order()
  await way.read()
  expect(trial.told('login-started')).toHaveLength(2)
  expect(await trial.account()).toMatchObject({ standing: 'failing' })
  await way.alerting.pass(3)
  expect(way.alerting.texts.join('\n')).toContain('keeper is failing')
  await way.expectEndOfPatience()
})

test('a challenge: the account is parked and told of, another one goes on, and the check is charged', async () => {
  await using way = await SadWay.open(['keeper', 'second'])
  const { trial } = way.alerting
  trial.set({ once: [{ row: '8', username: 'keeper', list: 'followers', afterRows: 2 * PAGE }] })
  trial.set({ once: [{ row: '8', username: 'second', list: 'followers', afterRows: 5000 }] })
  const id = await way.order()
  await way.readUntil('completed')
  const stopped = [await trial.account('keeper'), await trial.account('second')]
  expect(stopped.filter(({ standing }) => standing === 'challenged')).toHaveLength(1)
  expect(await trial.saved('followers')).toHaveLength(ADA.followers)
  await way.alerting.pass(3)
  expect(way.alerting.texts.join('\n')).toMatch(/(keeper|second) is challenged/)
  expect(await checkById(way.app, id)).toMatchObject({ cost: { chargedCredits: 2 } })
  await way.expectLedger(8, ['capture delivered', 'release delivered', 'hold ordered'])
  await way.tell()
  expect(way.kinds()).toEqual(['check.completed'])
})

test('no account left: the check waits, patience ends, and nothing is charged', async () => {
  await using way = await SadWay.open()
  const { trial } = way.alerting
  trial.set({ once: [{ row: '8', username: 'keeper', list: 'followers', afterRows: 2 * PAGE }] })
  await way.order()
  await way.read()
  expect(await balanceOf(way.app, way.anna)).toMatchObject({ balanceCredits: 5, heldCredits: 5 })
  await way.alerting.pass(20, 5)
  expect(way.alerting.texts.join('\n')).toContain('no account can read within the hour')
  expect(way.alerting.mail.letters.length).toBeGreaterThan(0)
  await way.expectEndOfPatience()
})

test('a page that kills five processes parks its check, is told of, and gives the money back', {
  tags: 'long',
}, async () => {
  await using way = await SadWay.open()
  const { trial } = way.alerting
  const id = await way.order()
  for (let crash = 0; crash < 5; crash += 1) {
    const process = await trial.start()
    const dying = new Promise<void>((resolve) => {
      process.beforeRequest = async (_request, number) => {
        // From the second time on its first request is the page that crashes.
        if (number === (crash === 0 ? 3 : 1)) await process.die().then(resolve)
      }
    })
    await Promise.race([dying, readNext(process.app, ANY, never())])
    await freeWhatIsOver(way.app)
    if (crash < 4) {
      trial.clock.advance(5 * 60_000)
      await freeWhatIsOver(way.app)
    }
  }
  expect(await checkById(way.app, id)).toMatchObject({ state: 'parked' })
  expect(await readNext(way.app, ANY, never())).toBeNull()
  await way.alerting.pass(2)
  expect(way.alerting.texts.join('\n')).toContain('crashed five processes in a row')
  await way.expectEndOfPatience()
})

/** A customer who pays and whose program listens, and the operator's channels. */
class SadWay implements AsyncDisposable {
  readonly alerting: Alerting
  readonly anna: string
  readonly #receiver: Receiver
  #check = ''

  static async open(accounts: readonly string[] = ['keeper']): Promise<SadWay> {
    const loggedIn = accounts
    const alerting = await Alerting.open({ accounts, loggedIn, environment: PATIENT })
    const { app } = alerting
    await setPrice(app, { peopleMax: 1000, credits: 2 })
    await setPrice(app, { peopleMax: null, credits: 5 })
    const given = { name: 'Anna', language: 'ru', zone: 'UTC', pays: true } as const
    const { id } = await createCustomer(app, given)
    const rest = { reason: 'granted', note: null, actor: 'operator', source: null } as const
    await credit(app, { customerId: id, credits: 10, ...rest })
    const way = new SadWay(alerting, id, await startReceiver())
    await way.tell()
    const kinds = ['check.completed', 'check.failed'] as const
    const lookup = async () => [{ address: '127.0.0.1', family: 4 as const }]
    const reach = { allowsPrivate: true, lookup }
    const hook = { customerId: id, url: way.#receiver.url, kinds }
    await addWebhook({ ...app, reach }, hook)
    return way
  }

  private constructor(alerting: Alerting, anna: string, receiver: Receiver) {
    this.alerting = alerting
    this.anna = anna
    this.#receiver = receiver
  }

  get app() {
    return this.alerting.app
  }

  /** Anna orders a check of Ada; what it may cost is held. */
  async order(): Promise<string> {
    const outcome = await orderCheck(this.app, {
      ...orderOf(ADA.username, HOUR_MS),
      customerId: this.anna,
    })
    if (outcome.kind !== 'ordered') throw new Error(outcome.kind)
    this.#check = outcome.check.id
    return this.#check
  }

  /** Whoever is free reads on, until nobody can. */
  async read(): Promise<void> {
    const order = { ...orderOf(ADA.username, HOUR_MS), customerId: this.anna }
    await carryOut(this.app, order, never())
  }

  async readUntil(state: string): Promise<void> {
    await this.read()
    expect(await checkById(this.app, this.#check)).toMatchObject({ state })
  }

  /** What has happened is put down for Anna's program, and sent. */
  async tell(): Promise<void> {
    const { app } = this
    await settled(app)
    const over = new AbortController()
    const clock = {
      now: () => app.clock.now(),
      elapsedMs: () => 0,
      sleep: async () => over.abort(),
    }
    await followForWebhooks({ ...app, clock, publicUrl: null }, over.signal)
    await this.alerting.deliver()
  }

  /** Of what Anna's program was told. */
  kinds(): readonly string[] {
    return this.#receiver.received.map(({ body }) => JSON.parse(body).type)
  }

  async expectEndOfPatience(): Promise<void> {
    await this.alerting.trial.clock.sleep(HOUR_MS + 1000)
    expect(await settleWaiting(this.app, null)).toEqual([this.#check])
    const check = await checkById(this.app, this.#check)
    expect(check).toMatchObject({ state: 'failed', cost: { chargedCredits: 0 } })
    await this.expectLedger(10, ['release out-of-patience', 'hold ordered'])
    await this.tell()
    expect(this.kinds()).toEqual(['check.failed'])
    for (const language of ['en', 'ru'] as const) {
      expect(endingWords(check.ending, language)?.length).toBeGreaterThan(10)
      expect(check.cost && costWords(check.cost, language)).toMatch(/^(nothing|бесплатно): /)
    }
  }

  /** The last entries, newest first, and a ledger that agrees with itself. */
  async expectLedger(balanceCredits: number, last: readonly string[]): Promise<void> {
    const balance = { balanceCredits, debtCredits: 0, heldCredits: 0 }
    expect(await balanceOf(this.app, this.anna)).toEqual(balance)
    const entries = await entriesOf(this.app, { customerId: this.anna, countMax: last.length })
    expect(entries.map(({ kind, reason }) => `${kind} ${reason}`)).toEqual(last)
    expect(await compareLedger(this.app)).toMatchObject({ findings: [] })
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#receiver[Symbol.asyncDispose]()
    await this.alerting[Symbol.asyncDispose]()
  }
}
