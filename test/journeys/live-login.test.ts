import { sql } from 'kysely'
import { expect, test } from 'vitest'
import { Human } from '../live-view.ts'
import { ADA, Trial } from '../trial.ts'
import type { Process } from '../trial-process.ts'

/** Runs the desk of a process for the length of a test. */
function atDesk({ app }: Process): AsyncDisposable {
  const over = new AbortController()
  const running = app.dialogues.run(app, over.signal)
  return {
    async [Symbol.asyncDispose]() {
      over.abort()
      await running
    },
  }
}

async function challengedTrial(): Promise<Trial> {
  const trial = await Trial.open({ realBrowser: true, loggedIn: [] })
  const keeper = trial.instagram.findAccount('keeper')
  if (keeper) keeper.standing = 'challenged'
  trial.set({ login: { renderDelayMs: 20 } })
  return trial
}

function sentCode(trial: Trial): string {
  const [sent] = trial.instagram.sentCodes.values()
  return sent?.code ?? ''
}

async function versions(trial: Trial): Promise<readonly string[]> {
  const found = await sql<{ label: string; method: string }>`
    select label, method from instagram_sessions order by version
  `.execute(trial.app.db)
  return found.rows.map(({ label, method }) => `${label} ${method}`)
}

test('a challenge is solved through the live view from another process, and the check goes on', async () => {
  await using trial = await challengedTrial()
  const worker = trial.process
  await using _desk = atDesk(worker)
  const operator = await trial.start()
  expect((await trial.check(ADA.username, { app: worker.app })).status).toBe('needs-human')
  const human = await Human.arrive(operator)
  await human.does({ kind: 'click', ...(await human.seesButton()) })
  await human.seesThat(({ asks }) => asks === 'code')
  expect(await human.answers('000000')).toBe('sent')
  await human.seesThat(({ said }) => /check the security code/i.test(said ?? ''))
  expect(await human.answers(sentCode(trial))).toBe('sent')
  await human.seesThat(({ ending }) => ending === 'logged-in')
  expect((await trial.account()).standing).toBe('active')
  expect(await versions(trial)).toEqual(['current assisted'])
})
