import type { z } from 'zod'
import type { DialogueView } from '../contract/dialogues.ts'
import type { Database } from '../db/database.ts'
import type { Dialogue } from '../dialogues/dialogue.ts'
import { aWorkerLives } from '../presence/worker-store.ts'
import { instant } from './instant.ts'

/** A dialogue as it goes over the wire. */
export async function dialogueView(
  context: { readonly db: Database },
  dialogue: Dialogue,
): Promise<z.infer<typeof DialogueView>> {
  const { id, username, state, cause, asks, said, place, controller, ending } = dialogue
  return {
    id,
    account: username,
    state,
    cause,
    asks,
    said,
    place,
    worker: state === 'ordered' ? await aWorkerLives(context) : dialogue.isKept,
    controller,
    openedBy: dialogue.openedBy,
    openedAt: dialogue.openedAt.toISOString(),
    expiresAt: dialogue.expiresAt.toISOString(),
    endedAt: instant(dialogue.endedAt),
    ending,
    inputs: dialogue.inputCount,
    prolongsLeft: dialogue.state === 'open' ? dialogue.prolongsLeft : 0,
  }
}
