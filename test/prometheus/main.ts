import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { monitoringFiles } from '../../tools/monitoring/files.ts'
import { proveAgainstService } from './beside-service.ts'

const ROOT = new URL('../..', import.meta.url).pathname
const FOLDER = join(ROOT, 'deploy/prometheus')

process.exitCode = await main()

/** `npm run test:prometheus`: the rules and the dashboard, by Prometheus itself. */
async function main(): Promise<number> {
  for (const program of ['promtool', 'prometheus']) {
    try {
      execFileSync(program, ['--version'], { stdio: 'ignore' })
    } catch {
      const say = `There is no ${program}. On Debian: apt-get install prometheus; elsewhere it is in Prometheus's own archive.\n`
      process.stderr.write(say)
      return 6
    }
  }
  for (const [path, text] of Object.entries(monitoringFiles())) {
    if (readFileSync(join(ROOT, path), 'utf8') === text) continue
    process.stderr.write(`${path} is not up to date: npm run monitoring\n`)
    return 1
  }
  for (const args of [
    ['check', 'config', '--syntax-only', 'prometheus.yml'],
    ['check', 'rules', 'evercheck.rules.yml'],
    ['test', 'rules', 'evercheck.tests.yml'],
  ]) {
    execFileSync('promtool', args, { cwd: FOLDER, stdio: 'inherit' })
  }
  const wrong = await proveAgainstService()
  for (const line of wrong) process.stderr.write(`${line}\n`)
  process.stdout.write(wrong.length === 0 ? 'All is as it should be.\n' : 'Something is wrong.\n')
  return wrong.length === 0 ? 0 : 1
}
