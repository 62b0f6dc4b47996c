import {
  addAccount,
  getAccount,
  importAccount,
  listAccounts,
  listRefreshes,
  listVersions,
  pauseAccount,
  resumeAccount,
  retireAccount,
  rollBackSession,
  setAccountProxy,
  setAccountRole,
} from './accounts.ts'
import { acknowledgeAlert, listAlerts, listRules, listSilences, silenceAlert } from './alerts.ts'
import { ACCESS_ENDPOINTS } from './auth-all.ts'
import { listChannels, tryChannel } from './channels.ts'
import { cancelCheck, countChecks, getCheck, listChecks, orderCheck, quoteCheck } from './checks.ts'
import {
  addCustomer,
  changeCustomer,
  forgetCustomer,
  getCustomer,
  listCustomers,
} from './customers.ts'
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
import { checkCourse, sessionHistory } from './history.ts'
import { importExport } from './imports.ts'
import { getBalance, giveCredits, listEntries, listLedger } from './money.ts'
import {
  examineInstallation,
  listEvidence,
  listProcesses,
  listSchedules,
  listSettings,
} from './operation.ts'
import { endPractice, getPractice, startPractice } from './practice.ts'
import { checkResult } from './results.ts'
import { refreshSession, sessionStatus, setCredentials } from './sessions.ts'
import {
  endWatch,
  heedProfile,
  ignoreProfile,
  listIgnored,
  listWatches,
  watchTarget,
  whoFollows,
} from './watching.ts'
import {
  addWebhook,
  listDeliveries,
  listWebhooks,
  removeWebhook,
  replayDelivery,
  rotateWebhookSecret,
  switchWebhook,
  testWebhook,
} from './webhooks.ts'

/** Every endpoint there is: the documentation, the clients and the tests are made from these. */
export const ENDPOINTS: readonly Endpoint[] = [
  ...ACCESS_ENDPOINTS,
  orderCheck,
  quoteCheck,
  listChecks,
  countChecks,
  getCheck,
  cancelCheck,
  refreshSession,
  setCredentials,
  sessionStatus,
  sessionHistory,
  checkCourse,
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
  checkResult,
  getBalance,
  listEntries,
  listLedger,
  giveCredits,
  listCustomers,
  addCustomer,
  getCustomer,
  changeCustomer,
  forgetCustomer,
  listAccounts,
  addAccount,
  getAccount,
  listVersions,
  rollBackSession,
  listRefreshes,
  pauseAccount,
  resumeAccount,
  setAccountRole,
  setAccountProxy,
  importAccount,
  retireAccount,
  listAlerts,
  acknowledgeAlert,
  silenceAlert,
  listRules,
  listSilences,
  listProcesses,
  listSchedules,
  listEvidence,
  listSettings,
  examineInstallation,
  listChannels,
  tryChannel,
  getPractice,
  startPractice,
  endPractice,
  listWatches,
  watchTarget,
  endWatch,
  listIgnored,
  ignoreProfile,
  heedProfile,
  whoFollows,
  importExport,
  addWebhook,
  listWebhooks,
  removeWebhook,
  switchWebhook,
  rotateWebhookSecret,
  testWebhook,
  listDeliveries,
  replayDelivery,
]
