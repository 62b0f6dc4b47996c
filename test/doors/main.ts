import { execFile } from 'node:child_process'
import { cp, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { removeFolder } from '../quick-folder.ts'
import { HELD, type Held } from './mends.ts'

const USAGE = `npm run test:doors -- [--door N] [--json]

Takes what holds a door (docs/security.md) out of a copy of the tree, one after the other, and runs
the test that should notice. Ends with 1 if one does not.
`

const ROOT = new URL('../..', import.meta.url).pathname
const COPIED = [
  ...['src', 'simulator', 'test', 'tools', 'bin', 'docs', 'deploy', 'panel'],
  ...['package.json', 'package-lock.json', 'tsconfig.json', 'vitest.config.ts', 'README.md'],
]

const { values } = parseArgs({
  options: {
    door: { type: 'string' },
    json: { type: 'boolean', default: false },
    help: { type: 'boolean', default: false },
  },
})
const chosen = HELD.filter(({ door }) => values.door === undefined || door === Number(values.door))
if (values.help || chosen.length === 0) {
  process.stderr.write(USAGE)
  process.exitCode = values.help ? 0 : 2
} else {
  process.exitCode = await main()
}

async function main(): Promise<number> {
  const folder = await mkdtemp(join(tmpdir(), 'evercheck-doors-'))
  let unnoticed = 0
  try {
    for (const name of COPIED) await cp(join(ROOT, name), join(folder, name), { recursive: true })
    await symlink(join(ROOT, 'node_modules'), join(folder, 'node_modules'))
    for (const held of chosen) {
      const failed = await withoutIt(folder, held)
      if (failed === 0) unnoticed += 1
      tell(held, failed)
    }
  } finally {
    await removeFolder(folder)
  }
  const last = { doors: chosen.length, unnoticed }
  process.stdout.write(
    values.json
      ? `${JSON.stringify(last)}\n`
      : `${last.doors} taken out, ${unnoticed} of them unnoticed.\n`,
  )
  return unnoticed === 0 ? 0 : 1
}

function tell({ door, name }: Held, failed: number): void {
  const said =
    failed === 0 ? 'NOTICED BY NOBODY' : `noticed by ${failed} ${failed === 1 ? 'test' : 'tests'}`
  process.stdout.write(
    values.json ? `${JSON.stringify({ door, name, failed })}\n` : `${door}  ${name}: ${said}\n`,
  )
}

/** How many of its tests fail without it. */
async function withoutIt(folder: string, held: Held): Promise<number> {
  const before = new Map<string, string>()
  for (const { file, text, without } of held.locks) {
    const path = join(folder, file)
    const found = await readFile(path, 'utf8')
    const parts = found.split(text)
    if (parts.length !== 2) throw new Error(`"${text}" is ${parts.length - 1} times in ${file}`)
    before.set(path, before.get(path) ?? found)
    await writeFile(path, parts.join(without))
  }
  try {
    return await failures(folder, held)
  } finally {
    for (const [path, text] of before) await writeFile(path, text)
  }
}

async function failures(folder: string, { test, shows }: Held): Promise<number> {
  const vitest = join(folder, 'node_modules/vitest/vitest.mjs')
  const file = join(folder, 'outcome.json')
  const args = [vitest, 'run', test, '--reporter=json', `--outputFile=${file}`]
  if (shows !== '') args.push('-t', shows)
  const { promise, resolve } = Promise.withResolvers<void>()
  const options = { cwd: folder, maxBuffer: 64 * 1024 * 1024 }
  // That it ends with an error is what is hoped for.
  execFile(process.execPath, args, options, () => resolve())
  await promise
  const { numPassedTests, numFailedTests } = JSON.parse(await readFile(file, 'utf8'))
  await rm(file)
  if (numPassedTests + numFailedTests === 0) {
    throw new Error(`no test of ${test} is named like "${shows}"`)
  }
  return numFailedTests
}
