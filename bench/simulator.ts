import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { SimulatorConfig } from '../simulator/world/settings.ts'
import { SimulatorProcess } from '../src/cli/simulator-process.ts'
import type { Workshop } from './workshop.ts'

/**
 * Starts a simulator that ends with the workshop, in a process of its own: its work is not done on
 * our time, nor in our memory.
 */
export async function startSimulator(
  workshop: Workshop,
  config: SimulatorConfig,
): Promise<SimulatorProcess> {
  const configFile = join(workshop.folder, 'simulator.json')
  await writeFile(configFile, JSON.stringify(config))
  const ca = join(workshop.folder, 'ca.pem')
  const simulator = await SimulatorProcess.start([
    ...['--port', '0', '--seed', '7', '--config', configFile, '--ca-out', ca],
  ])
  workshop.closers.add('simulator', () => simulator.stop())
  return simulator
}
