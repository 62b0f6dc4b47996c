import { keepCompiled } from './kernel/compile-cache.ts'
import { forbidCoreDumps } from './kernel/core-dumps.ts'
import { keepNurserySmall } from './kernel/heap.ts'
import { shedEnvironment } from './kernel/hostile-environment.ts'
import { hushExperimental } from './kernel/node-warnings.ts'

// Whatever is made from here on, by us or by what we start, is for its owner only.
process.umask(0o077)
keepNurserySmall()
shedEnvironment(process)
hushExperimental(process)
forbidCoreDumps()
keepCompiled()
const { listenForInterruption } = await import('./cli/interruption.ts')

// The first signal puts the work down between two pages; a second one ends the process at once.
const over = new AbortController()
const signal = listenForInterruption(process, over.signal)
// Started through the launcher on another Node: it died, so nobody is left to work for.
const orphaned = () => process.exit(1)
process.on('disconnect', orphaned)
// npx that is stopped says nothing to what it has started: that is put down as by a Ctrl-C.
if (process.env.npm_command === 'exec') {
  const { losesItsParent } = await import('./cli/orphan.ts')
  const { systemClock } = await import('./kernel/clock.ts')
  void losesItsParent(process, systemClock, over.signal).then((isAlone) => {
    if (isAlone) process.kill(process.pid, 'SIGTERM')
  })
}

for (const stream of [process.stdout, process.stderr]) {
  // Whoever read along has gone (`| head`): the work goes on, and its report is written.
  stream.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE') throw error
  })
}

const { runProgram } = await import('./cli/program.ts')
process.exitCode = await runProgram(
  {
    environment: process.env,
    stdout: process.stdout,
    stderr: process.stderr,
    signal,
    over: over.signal,
    endAtOnce: (exitCode) => process.exit(exitCode),
  },
  process.argv.slice(2),
)
over.abort()
// Letting go of a living launcher is heard as its death too.
process.off('disconnect', orphaned)
if (process.connected) process.disconnect?.()
