import { expect, test } from 'vitest'
import { DIALOGUE_MS } from '../../src/dialogues/dialogue.ts'
import { dialogueOf, openDialogues } from '../../src/dialogues/dialogue-store.ts'
import { frameOf } from '../../src/dialogues/frame-store.ts'
import { atDesk, eventually, Human } from '../live-view.ts'
import { ADA, Trial } from '../trial.ts'

async function challengedTrial(): Promise<Trial> {
  const trial = await Trial.open({ realBrowser: true, loggedIn: [] })
  const keeper = trial.instagram.findAccount('keeper')
  if (keeper) keeper.standing = 'challenged'
  trial.set({ login: { renderDelayMs: 20 } })
  return trial
}

test('two logins wait at once; a worker that ends closes both pages and gives both accounts back', {
  tags: 'long',
}, async () => {
  await using trial = await Trial.open({
    realBrowser: true,
    accounts: ['keeper', 'second'],
    loggedIn: [],
  })
  trial.set({ login: { renderDelayMs: 20 } })
  for (const username of ['keeper', 'second']) {
    const account = trial.instagram.findAccount(username)
    if (account) account.standing = 'challenged'
  }
  const worker = trial.process
  const desk = atDesk(worker)
  const operator = await trial.start()
  await trial.check(ADA.username, { app: worker.app })
  const open = await eventually(operator, async () => {
    const dialogues = await openDialogues(operator.app)
    const frames = await Promise.all(dialogues.map(({ id }) => frameOf(operator.app, id, null)))
    return frames.filter((frame) => frame !== null).length === 2 ? dialogues : null
  })
  await desk[Symbol.asyncDispose]()
  for (const { id } of open) {
    expect(await dialogueOf(operator.app, id)).toMatchObject({ ending: 'interrupted' })
    expect(await frameOf(operator.app, id, null)).toBeNull()
  }
})

test('a page whose time is over while somebody types is closed, and nothing more is typed', {
  tags: 'long',
}, async () => {
  await using trial = await challengedTrial()
  await using _desk = atDesk(trial.process)
  const worker = trial.process
  const operator = await trial.start()
  await trial.check(ADA.username, { app: worker.app })
  const human = await Human.arrive(operator)
  await human.does({ kind: 'text', text: '12' })
  trial.clock.advance(DIALOGUE_MS + 1)
  expect(await human.does({ kind: 'text', text: '34' })).toBe('ended')
  await human.seesThat(({ ending }) => ending === 'expired')
  expect((await trial.account()).standing).toBe('challenged')
})
