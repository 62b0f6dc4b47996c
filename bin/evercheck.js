#!/usr/bin/env node
// Runs src/main.ts on the Node that the project pins, whatever Node started this file.
import { spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import module from 'node:module'
import { constants } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

const main = fileURLToPath(new URL('../src/main.ts', import.meta.url))
// In use before the first file of ours is read: or Node would load for that one file what it needs to
// understand TypeScript.
const compiled = fileURLToPath(new URL('../node_modules/.cache/evercheck', import.meta.url))

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
  // npx that is stopped says nothing to what it has started.
  const parent = process.ppid
  const look = () => process.ppid !== parent && child.kill('SIGTERM')
  if (process.env.npm_command === 'exec') setInterval(look, 1000).unref()
  child.on('exit', (code, signal) => {
    process.exitCode = code ?? 128 + (constants.signals[signal] ?? 0)
  })
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
