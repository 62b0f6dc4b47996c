import { once } from 'node:events'
import { spawnSimulator } from './simulator-process.ts'

/**
 * `evercheck simulator …`: the simulator's own program with the same arguments, until it is
 * stopped.
 */
export async function simulatorCommand(
  args: readonly string[],
  signal: AbortSignal,
): Promise<number> {
  const child = spawnSimulator(args, 'inherit')
  signal.addEventListener('abort', () => void child.kill('SIGTERM'), { once: true })
  const [code] = await once(child, 'exit')
  return typeof code === 'number' ? code : 1
}
