// Runs after `npm ci`, on whatever Node that has: lets npm's scripts find the Node that the project
// pins. The packages of all machines name the same program, and npm 10 removes the link of the one
// that fits together with those that do not.
import { existsSync, mkdirSync, readlinkSync, rmSync, symlinkSync } from 'node:fs'
import { dirname, join } from 'node:path'

const packages = process.argv[2] ?? 'node_modules'
const machine = `${process.platform}-${process.arch}`
const name = [`node-${machine}`, `node-bin-${machine}`].find((each) =>
  existsSync(join(packages, each, 'bin', 'node')),
)
const link = join(packages, '.bin', 'node')
const to = `../${name}/bin/node`

if (name !== undefined && linkedTo() !== to) {
  mkdirSync(dirname(link), { recursive: true })
  rmSync(link, { force: true })
  symlinkSync(to, link)
}

function linkedTo() {
  try {
    return readlinkSync(link)
  } catch {
    return null
  }
}
