import { systemClock } from '../../src/kernel/clock.ts'
import { seededRandom } from '../../src/kernel/ids.ts'
import { panelWorld } from '../../tools/screens/panel-world.ts'
import { Stage } from '../api/stage.ts'
import { nameBadly } from '../bad-names.ts'
import { Visitor } from '../panel-visitor.ts'
import { Trial } from '../trial.ts'
import { reckonWith } from './reckoning.ts'
import { Explorer, type Walk } from './walk.ts'

/** How far a walk goes: so many steps, or so long. */
export type Extent = { readonly steps: number } | { readonly seconds: number }

/** One walk through a rich world with hostile names, as its owner. */
export async function explore(seed: number, extent: Extent): Promise<Walk> {
  await using trial = await Trial.open({ accounts: [], loggedIn: [] })
  await panelWorld(trial.app)
  await nameBadly(trial.app)
  await using stage = await Stage.open(trial.app)
  await using visitor = await Visitor.arrive(stage.port)
  await visitor.isOwner(trial.app)
  const begun = systemClock.elapsedMs()
  const goesOn = (steps: number): boolean =>
    'steps' in extent
      ? steps < extent.steps
      : systemClock.elapsedMs() - begun < extent.seconds * 1000
  const reckoning = reckonWith((path) => stage.ask(path))
  return await new Explorer(visitor, seededRandom(seed), reckoning).walk(goesOn)
}
