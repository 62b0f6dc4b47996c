import { afterAll, beforeAll } from 'vitest'
import type { App } from '../src/app.ts'
import { Closers } from '../src/kernel/closers.ts'
import { buildPanel } from '../tools/build-panel.ts'
import { panelWorld } from '../tools/screens/panel-world.ts'
import { Stage } from './api/stage.ts'
import { nameBadly } from './bad-names.ts'
import { Trial } from './trial.ts'

type Options = { readonly namedBadly?: boolean }

/** A world for all tests of a file: it is there from the first of them on. */
export function withPanelWorld(options: Options = {}): Pick<PanelWorld, 'app' | 'stage' | 'port'> {
  let opened: PanelWorld | null = null
  beforeAll(async () => {
    opened = await PanelWorld.open(options)
  })
  afterAll(async () => {
    await opened?.[Symbol.asyncDispose]()
  })
  const world = (): PanelWorld => {
    if (opened === null) throw new Error('no test has begun yet')
    return opened
  }
  return {
    get app() {
      return world().app
    },
    get stage() {
      return world().stage
    },
    get port() {
      return world().port
    },
  }
}

/** The world of the pictures behind the API, for all tests of a file, one after another. */
class PanelWorld implements AsyncDisposable {
  readonly app: App
  readonly stage: Stage
  readonly #closers: Closers

  static async open(options: Options = {}): Promise<PanelWorld> {
    // What serves the panel knows the files that were there when it began.
    await buildPanel()
    const closers = new Closers()
    try {
      const trial = await Trial.open({ accounts: [], loggedIn: [] })
      closers.add('trial', () => trial[Symbol.asyncDispose]())
      await panelWorld(trial.app)
      if (options.namedBadly) await nameBadly(trial.app)
      // However busy the machine is, a page comes with its answers.
      const stage = await Stage.open(trial.app, { firstAnswersMs: 20_000 })
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
