import { cancelCheck, getCheck, listChecks, orderCheck } from './checks.ts'
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
  explainError,
  streamEvents,
  streamCheckEvents,
  checkTimeline,
]
