import { PassThrough } from 'node:stream'
import { text } from 'node:stream/consumers'
import { expect, test } from 'vitest'
import { runProgram } from './program.ts'

/** What a command line prints, and the code that it ends with. */
async function said(argv: readonly string[]): Promise<{ exitCode: number; words: string }> {
  const stdout = new PassThrough()
  const stderr = new PassThrough().resume()
  const shell = {
    environment: {},
    // All that is asked of them is to be written to.
    stdout: stdout as unknown as NodeJS.WriteStream,
    stderr: stderr as unknown as NodeJS.WriteStream,
    signal: new AbortController().signal,
  }
  const exitCode = await runProgram(shell, argv)
  stdout.end()
  return { exitCode, words: await text(stdout) }
}

test('a command that is loaded alone explains itself as it does among all', async () => {
  const { words } = await said(['--help'])
  const names = [...words.matchAll(/^ {2}([a-z]+)/gm)].map((match) => match[1] ?? '')
  expect(names.length).toBeGreaterThan(30)
  // The simulator is a program of its own, with a help of its own.
  for (const name of names.filter((each) => !['help', 'simulator'].includes(each))) {
    const alone = await said([name, '--help'])
    expect(alone).toEqual(await said(['help', name]))
    expect(alone).toMatchObject({
      exitCode: 0,
      words: expect.stringContaining(`evercheck ${name}`),
    })
  }
})
