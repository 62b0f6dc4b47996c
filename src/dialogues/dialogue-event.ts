import type { DialogueCause, DialogueEnding } from './dialogue.ts'

/** What happens to dialogues, as log and terminal hear it; `account` is a username. */
export type DialogueEvent =
  | {
      readonly kind: 'dialogue-opened'
      readonly account: string
      readonly cause: DialogueCause
    }
  | {
      readonly kind: 'dialogue-ended'
      readonly account: string
      readonly ending: DialogueEnding
    }
  /** A dialogue was disturbed by something of ours and goes on if it can. */
  | { readonly kind: 'dialogue-failed'; readonly account: string; readonly why: string }
