import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'

/**
 * Lets this process, and what it starts, leave core dumps as far as the system allows it, until it
 * is disposed of: where nobody may leave any, nothing could be seen of who forbids them.
 */
export function allowCoreDumps(): Disposable {
  if (process.platform !== 'linux') return { [Symbol.dispose]: () => {} }
  const limits = readFileSync('/proc/self/limits', 'utf8')
  const [, soft = '0', hard = '0'] = /^Max core file size +(\w+) +(\w+)/m.exec(limits) ?? []
  const set = (to: string) =>
    execFileSync('prlimit', [`--core=${to}:${hard}`, '--pid', String(process.pid)])
  set(hard)
  return { [Symbol.dispose]: () => void set(soft) }
}
