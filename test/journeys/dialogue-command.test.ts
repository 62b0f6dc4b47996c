import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { EXIT } from '../../src/cli/exit-code.ts'
import { DIALOGUES_CHANNEL } from '../../src/dialogues/dialogue.ts'
import { beginDialogue, endDialogue } from '../../src/dialogues/dialogue-store.ts'
import { takeInputs } from '../../src/dialogues/input-store.ts'
import { Bell } from '../../src/kernel/bell.ts'
import { systemClock } from '../../src/kernel/clock.ts'
import { commandHere } from '../command-here.ts'
import { never, Trial } from '../trial.ts'

const PAGE = { cause: 'code', asks: 'code', said: 'Enter the code', place: null } as const

async function waiting(trial: Trial): Promise<string> {
  const { id } = await trial.account()
  const dialogue = await beginDialogue(trial.app, { accountId: id, ...PAGE })
  if (dialogue === null) throw new Error('there is one already')
  return dialogue
}

/** A worker that takes the code and lets the login in. */
async function letIn(trial: Trial, id: string): Promise<readonly string[]> {
  const bell = new Bell()
  const unlisten = trial.app.listen(DIALOGUES_CHANNEL, () => bell.ring())
  try {
    for (;;) {
      const inputs = await takeInputs(trial.app, id)
      if (inputs.length > 0) {
        await endDialogue(trial.app, id, 'logged-in', null)
        return inputs.map((input) => (input.kind === 'code' ? input.code : input.kind))
      }
      await bell.wait(systemClock, 1000, never())
    }
  } finally {
    unlisten()
  }
}

test('without a screen a login that waits for a code is found and answered, and the end is said', async () => {
  await using trial = await Trial.open()
  const id = await waiting(trial)
  const settings = trial.settings()
  const listed = await commandHere(settings, 'dialogue', 'list', '--json')
  expect(listed.json).toMatchObject({ dialogues: [{ id, account: 'keeper', asks: 'code' }] })
  const file = join(settings.EVERCHECK_DATA ?? '', 'code')
  await writeFile(file, '123 456\n')
  const [typed, answered] = await Promise.all([
    letIn(trial, id),
    commandHere(settings, 'dialogue', 'code', 'keeper', '--code-file', file, '--json'),
  ])
  expect(typed).toEqual(['123456'])
  expect(answered).toMatchObject({
    exitCode: EXIT.ok,
    json: { dialogue: { state: 'ended', ending: 'logged-in' } },
  })
  expect(answered.stdout + answered.stderr).not.toContain('123456')
})

test('what is no code, and an account for which nobody waits, are said in words', async () => {
  await using trial = await Trial.open()
  const settings = trial.settings()
  const file = join(settings.EVERCHECK_DATA ?? '', 'code')
  await writeFile(file, 'hello\n')
  const code = () => commandHere(settings, 'dialogue', 'code', 'keeper', '--code-file', file)
  expect(await code()).toMatchObject({
    exitCode: EXIT.badInput,
    stderr: expect.stringContaining('(DIALOGUE_UNKNOWN)'),
  })
  await waiting(trial)
  expect(await code()).toMatchObject({
    exitCode: EXIT.badInput,
    stderr: expect.stringContaining('A code is four to eight digits. (CODE_REFUSED)'),
  })
})

test('a login by hand is asked for once, listed, and closed', async () => {
  await using trial = await Trial.open()
  const settings = trial.settings()
  const opened = await commandHere(settings, 'dialogue', 'open', 'keeper', '--json')
  expect(opened.json).toMatchObject({ outcome: 'ordered', dialogue: { state: 'ordered' } })
  const again = await commandHere(settings, 'dialogue', 'open', 'keeper')
  expect(again.stdout).toContain('has an open page already')
  expect((await commandHere(settings, 'dialogue', 'list')).stdout).toContain(
    'waits for a worker to open its browser',
  )
  const closed = await commandHere(settings, 'dialogue', 'close', 'keeper', '--json')
  expect(closed.json).toEqual({ account: 'keeper', closed: true })
  expect((await trial.account()).restingUntil).toBeNull()
  const none = await commandHere(settings, 'dialogue', 'list', '--json')
  expect(none.json).toEqual({ dialogues: [] })
})
