import { cancelCheck, getCheck, listChecks, orderCheck } from './checks.ts'
import {
  answerDialogue,
  closeDialogue,
  controlDialogue,
  dialogueFrame,
  getDialogue,
  listDialogues,
  openDialogue,
} from './dialogues.ts'
import type { Endpoint } from './endpoint.ts'
import { explainError } from './errors.ts'
import { checkTimeline, streamCheckEvents, streamEvents } from './events.ts'
import { sessionHistory } from './history.ts'
import { refreshSession, sessionStatus, setCredentials } from './sessions.ts'

/** Every endpoint there is: the documentation, the clients and the tests are made from these. */
export const ENDPOINTS: readonly Endpoint[] = [
  orderCheck,
  listChecks,
  getCheck,
  cancelCheck,
  refreshSession,
  setCredentials,
  sessionStatus,
  sessionHistory,
  listDialogues,
  getDialogue,
  openDialogue,
  answerDialogue,
  controlDialogue,
  closeDialogue,
  dialogueFrame,
  explainError,
  streamEvents,
  streamCheckEvents,
  checkTimeline,
]
