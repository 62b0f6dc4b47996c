/** The process as it is seen here. */
type Started = Pick<NodeJS.Process, 'listeners' | 'on' | 'removeAllListeners'>

/**
 * Keeps back what Node says of parts of its own that a later one may change: ours is pinned, and
 * whoever runs Evercheck can do nothing about it. All else that Node warns of is told as before.
 */
export function hushExperimental(started: Started): void {
  const printers = started.listeners('warning')
  started.removeAllListeners('warning')
  started.on('warning', (warning) => {
    if (warning.name === 'ExperimentalWarning') return
    for (const print of printers) print(warning)
  })
}
