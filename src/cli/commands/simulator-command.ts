import { once } from 'node:events'
import type { Registrar } from '../registrar.ts'
import { spawnSimulator } from '../simulator-process.ts'

/** Registers `evercheck simulator`. */
export function registerSimulator({ program, shell, exit }: Registrar): void {
  program
    .command('simulator')
    .description('the fake Instagram of the tests, as a program (its options: --help)')
    .helpOption(false)
    .allowUnknownOption()
    .argument('[options...]')
    .action(async (args: string[]) => exit(await simulatorCommand(args, shell.signal)))
}

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
