#!/usr/bin/env node
// Runs src/main.ts on the Node that the project pins, whatever Node started this file: as one of the
// few files that `npm run setup` has made of it, as long as no source has changed since.
import { spawn } from 'node:child_process'
import { existsSync, readFileSync, statSync } from 'node:fs'
import module from 'node:module'
import { constants } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

const root = fileURLToPath(new URL('..', import.meta.url))
const main = builtMain() ?? join(root, 'src/main.ts')
// In use before the first file of ours is read: or Node would load for that one file what it needs to
// understand TypeScript.
const compiled = join(root, 'node_modules/.cache/evercheck')

if (Number(process.versions.node.split('.')[0]) >= 24) {
  module.enableCompileCache(compiled)
  process.argv[1] = main
  await import(main)
} else {
  const node = pinnedNode()
  if (!node) {
    process.stderr.write('Evercheck needs its own Node. Run `npm ci` in its folder first.\n')
    process.exit(6)
  }
  // Node itself listens to these, and so they must be gone before it starts.
  const { NODE_DEBUG, NODE_DEBUG_NATIVE, NODE_V8_COVERAGE, NODE_REDIRECT_WARNINGS, ...env } =
    process.env
  // The channel tells the child when this process is killed: it must not live on alone.
  const child = spawn(node, ['--disable-sigusr1', main, ...process.argv.slice(2)], {
    env: { ...env, NODE_COMPILE_CACHE: compiled },
    stdio: ['inherit', 'inherit', 'inherit', 'ipc'],
  })
  // A Ctrl-C at the keyboard reaches the child by itself as well: it takes both for one.
  for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(name, () => child.kill(name))
  // npx that is stopped says nothing to what it has started, nor does the shell it does that by.
  const parent = process.ppid
  const npx = starterOf(parent)
  const isAlone = () => process.ppid !== parent || (npx !== null && starterOf(parent) !== npx)
  const look = () => isAlone() && child.kill('SIGTERM')
  if (process.env.npm_command === 'exec') setInterval(look, 1000).unref()
  child.on('exit', (code, signal) => {
    process.exitCode = code ?? 128 + (constants.signals[signal] ?? 0)
  })
}

/** Who has started a shell; null of any other process, and where nobody says it, as on macOS. */
function starterOf(shell) {
  try {
    const [, name, rest] = /^\d+ \((.*)\) (.*)$/s.exec(readFileSync(`/proc/${shell}/stat`, 'utf8'))
    return /^(ba|da|a|k|z)?sh$/.test(name) ? rest.split(' ')[1] : null
  } catch {
    return null
  }
}

/** What tools/build-program.ts has built, if it was built from the very files that are here now. */
function builtMain() {
  const folder = join(root, 'node_modules/.cache/evercheck-program')
  try {
    const { main, sources } = JSON.parse(readFileSync(join(folder, 'current.json'), 'utf8'))
    const isSame = ([path, bytes, modifiedMs]) => {
      const { size, mtimeMs } = statSync(join(root, path))
      return size === bytes && mtimeMs === modifiedMs
    }
    const built = join(folder, main)
    return sources.every(isSame) && existsSync(built) ? built : null
  } catch {
    // Nothing was built, or a source has gone.
    return null
  }
}

/** It comes as a package for each kind of machine, of which npm installs the one that fits. */
function pinnedNode() {
  const machine = `${process.platform}-${process.arch}`
  for (const name of [`node-${machine}`, `node-bin-${machine}`]) {
    try {
      const folder = dirname(module.createRequire(import.meta.url).resolve(`${name}/package.json`))
      const file = join(folder, 'bin', 'node')
      if (existsSync(file)) return file
    } catch {
      // There is none of that name.
    }
  }
  return null
}
