import type { AlertEvent } from '../alerts/start-alerts.ts'
import type { BotEvent } from '../chats/bot-event.ts'
import type { CheckEvent } from '../checks/check-event.ts'
import type { KeyEvent } from '../credentials/key-event.ts'
import type { DialogueEvent } from '../dialogues/dialogue-event.ts'
import type { BrowserEvent } from '../instagram/login/browser-login.ts'
import type { QueueEvent } from '../queue/job-queue.ts'
import type { SessionEvent } from '../sessions/session-event.ts'
import type { AuditEvent } from './audit-event.ts'
import type { RequestEvent } from './request-event.ts'

/**
 * What happens in the business: the events of all rooms. Whoever makes one happen tells it; the log
 * and the command line listen.
 */
export type BusinessEvent =
  | AlertEvent
  | AuditEvent
  | BotEvent
  | BrowserEvent
  | CheckEvent
  | DialogueEvent
  | KeyEvent
  | QueueEvent
  | RequestEvent
  | SessionEvent

/** Hears of events. Never throws, and never decides anything. */
export type Tell = (event: BusinessEvent) => void
