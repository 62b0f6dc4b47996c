import type { Stage } from './process.ts'
import type { Life } from './scheduler.ts'
import { Steward } from './steward.ts'

/** The stewards of a bout: one that is killed is followed by another. */
export class Stewards {
  readonly #stage: Stage
  #living: Steward[] = []
  #born = 0
  #isOver = false

  constructor(stage: Stage) {
    this.#stage = stage
  }

  /** Lets one more begin. */
  employ(): void {
    this.#born += 1
    const steward = new Steward(this.#stage, `s${this.#born}`)
    this.#living.push(steward)
    void steward.work(() => this.#isOver)
  }

  /** The one of that life may end between two awaits. */
  strike(life: Life): void {
    const { scheduler, database, weather } = this.#stage
    const steward = this.#living.find((each) => each.life === life)
    if (!steward || !weather.strikes('kill', () => life.name)) return
    life.isDead = true
    scheduler.bury(life)
    database.forget(life)
    this.#living = this.#living.filter((each) => each !== steward)
    this.employ()
  }

  /** Lets no further round begin. */
  rest(): void {
    this.#isOver = true
  }

  /** Whether no round is under way. */
  get areIdle(): boolean {
    return this.#living.every(({ isBusy }) => !isBusy)
  }

  /** Ends them with one undisturbed round: whatever is due is done, and told. False if it hangs. */
  async endWithOneRound(isTooLong: () => boolean): Promise<boolean> {
    this.rest()
    const [steward] = this.#living
    if (steward === undefined) return true
    let isDone = false
    void steward.lastRound().finally(() => {
      isDone = true
    })
    await this.#stage.scheduler.run(() => isDone || isTooLong())
    return isDone
  }
}
