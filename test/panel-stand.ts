import type { App } from '../src/app.ts'
import { Closers } from '../src/kernel/closers.ts'
import { buildPanel } from '../tools/build-panel.ts'
import { panelWorld } from '../tools/screens/panel-world.ts'
import { Stage } from './api/stage.ts'
import { nameBadly } from './bad-names.ts'
import { Trial } from './trial.ts'

/** The world of the pictures behind the API, for all tests of a file, one after another. */
export class PanelWorld implements AsyncDisposable {
  readonly app: App
  readonly stage: Stage
  readonly #closers: Closers

  static async open(options: { readonly namedBadly?: boolean } = {}): Promise<PanelWorld> {
    // What serves the panel knows the files that were there when it began.
    await buildPanel()
    const closers = new Closers()
    try {
      const trial = await Trial.open({ accounts: [], loggedIn: [] })
      closers.add('trial', () => trial[Symbol.asyncDispose]())
      await panelWorld(trial.app)
      if (options.namedBadly) await nameBadly(trial.app)
      const stage = await Stage.open(trial.app)
      closers.add('stage', () => stage[Symbol.asyncDispose]())
      return new PanelWorld(trial.app, stage, closers)
    } catch (error) {
      await closers.close()
      throw error
    }
  }

  private constructor(app: App, stage: Stage, closers: Closers) {
    this.app = app
    this.stage = stage
    this.#closers = closers
  }

  get port(): number {
    return this.stage.port
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#closers.close()
  }
}
