import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { stripVTControlCharacters } from 'node:util'
import { expect, test } from 'vitest'
import { makeTestDatabase } from '../databases.ts'
import { makeOwnFolder, quickFolder, removeFolder } from '../quick-folder.ts'

const PROGRAM = new URL('../../bin/evercheck.js', import.meta.url).pathname
/** Runs a command on a terminal of its own, as if somebody sat there (util-linux). */
const SCRIPT = '/usr/bin/script'

const PASSWORD = 'planted-Secret-0481'
const TOTP_SECRET = 'JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP'

test.runIf(existsSync(SCRIPT) && process.platform === 'linux')(
  'whoever adds an account by hand is asked for both secrets by its name, and whether to log in',
  async () => {
    const folder = await makeOwnFolder(await quickFolder(), 'prompt')
    const database = await makeTestDatabase()
    const command = `'${process.execPath}' '${PROGRAM}' account add keeper`
    const child = spawn(SCRIPT, ['-qec', command, '/dev/null'], {
      env: {
        PATH: process.env.PATH,
        HOME: process.env.HOME,
        TERM: 'xterm',
        EVERCHECK_DATA: join(folder, 'data'),
        DATABASE_URL: database.url,
      },
    })
    const answers = [
      [/Password of keeper:/, PASSWORD],
      [/TOTP secret of keeper \(empty for none\):/, TOTP_SECRET],
      [/Log in now, to see whether it is right\?/, 'n'],
    ] as const
    let said = ''
    let answered = 0
    child.stdout.setEncoding('utf8').on('data', (chunk: string) => {
      said += stripVTControlCharacters(chunk)
      const next = answers[answered]
      if (!next?.[0].test(said)) return
      answered += 1
      child.stdin.write(`${next[1]}\r`)
    })
    const [exitCode] = await once(child, 'close')
    expect(said).toContain('Account keeper is stored sealed, with its TOTP secret.')
    expect([exitCode, answered]).toEqual([0, 3])
    expect(said).not.toMatch(/planted|JBSWY/)
    await removeFolder(folder)
    await database.drop()
  },
)
