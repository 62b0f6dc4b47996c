import { execFile } from 'node:child_process'
import { readFileSync } from 'node:fs'

/**
 * Has the system write no core dump of this process, nor of those it starts from now on: there
 * could be a password in it. Where that cannot be told (Linux can), the system's own limit holds.
 */
export function forbidCoreDumps(): void {
  if (process.platform !== 'linux' || !allowsCoreDumps()) return
  // That it cannot be run is no reason not to work.
  execFile('prlimit', ['--core=0', '--pid', String(process.pid)], () => {}).unref()
}

function allowsCoreDumps(): boolean {
  try {
    return !/^Max core file size +0 /m.test(readFileSync('/proc/self/limits', 'utf8'))
  } catch {
    return false
  }
}
