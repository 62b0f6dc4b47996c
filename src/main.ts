import { runProgram } from './cli/program.ts'

const interrupted = new AbortController()
// The first signal puts the work down between two pages; the second ends the process at once.
for (const name of ['SIGINT', 'SIGTERM'] as const) {
  process.once(name, () => interrupted.abort(new Error(name)))
}
// Started through the launcher on another Node: it died, so nobody is left to work for.
const orphaned = () => process.exit(1)
process.on('disconnect', orphaned)

for (const stream of [process.stdout, process.stderr]) {
  // Whoever read along has gone (`| head`): the work goes on, and its report is written.
  stream.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE') throw error
  })
}

process.exitCode = await runProgram(
  {
    environment: process.env,
    stdout: process.stdout,
    stderr: process.stderr,
    signal: interrupted.signal,
  },
  process.argv.slice(2),
)
// Letting go of a living launcher is heard as its death too.
process.off('disconnect', orphaned)
if (process.connected) process.disconnect?.()
