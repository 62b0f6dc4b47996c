/** What a request of an endpoint looks like that is understood, whatever comes of it. */
export type Sample = {
  /** What its path is filled with. */
  readonly params?: Readonly<Record<string, string>>
  readonly body?: unknown
  /** Another body, of an endpoint that does a request once however often it comes. */
  readonly other?: unknown
  /** What the path may not be filled with. */
  readonly malformed?: string
}

/** A check, an account, a customer, and a dialogue that are not there. */
const CHECK = { params: { id: 'chk_0000000000000000' }, malformed: 'chk_!' }
const ACCOUNT = { params: { account: 'nobody.here' }, malformed: 'no%20body' }
const CUSTOMER = { params: { customer: 'cus_0000000000000000' }, malformed: 'a%20b' }
const DIALOGUE = { params: { id: 'dlg_0000000000000000' }, malformed: 'dlg_!' }
const ID = { params: { id: 'nothing' }, malformed: 'x'.repeat(150) }
const PASSKEY = { params: { id: 'nothing' } }
const WEBHOOK = { params: { id: 'whk_0000000000000000' }, malformed: 'whk_!' }
const SECRET = 'x'.repeat(43)
const ANSWERED = { id: 'x', rawId: 'x', type: 'public-key', response: {} }
const MEANS = { password: 'a good password', code: '123456' }

/**
 * A sample of every endpoint there is, by its name. The test of the contract fails for an endpoint
 * that is missing here.
 */
export const SAMPLES: Readonly<Record<string, Sample>> = {
  readInvitation: { body: { secret: SECRET } },
  offerPasskey: { body: { secret: SECRET, name: 'ada' } },
  registerPasskey: {
    body: { secret: SECRET, name: 'ada', challengeId: 'x', response: ANSWERED, label: 'key' },
  },
  offerTotp: { body: { secret: SECRET, name: 'ada' } },
  registerPassword: { body: { secret: SECRET, name: 'ada', challengeId: 'x', ...MEANS } },
  askPasskey: {},
  signInByPasskey: { body: { challengeId: 'x', response: ANSWERED } },
  signInByPassword: { body: { name: 'ada', ...MEANS } },
  readMe: {},
  signOut: {},
  askAgainForPasskey: {},
  askAgain: { body: { kind: 'password', ...MEANS } },
  listOperatorSessions: {},
  endOperatorSession: ID,
  endOtherOperatorSessions: {},
  listPasskeys: {},
  offerAnotherPasskey: {},
  addPasskey: { body: { challengeId: 'x', response: ANSWERED, label: 'key' } },
  removePasskey: PASSKEY,
  offerNewTotp: {},
  setPassword: { body: { challengeId: 'x', ...MEANS } },
  listOperators: {},
  inviteOperator: { body: { role: 'operator' } },
  changeOperator: { ...ID, body: { role: 'operator' } },
  resetOperator: ID,
  removeOperator: ID,
  listTokens: {},
  createToken: { body: { name: 'x', scopes: 'read' } },
  revokeToken: ID,
  readAudit: {},
  createLink: { ...CHECK, body: { days: 1 } },
  listLinks: CHECK,
  revokeLink: { ...CHECK, params: { ...CHECK.params, link: 'lnk_0' } },
  readShared: {},
  publicStatus: {},
  orderCheck: { body: { target: 'sample.example' }, other: { target: 'other.example' } },
  quoteCheck: { body: { target: 'a b' } },
  listChecks: {},
  getCheck: CHECK,
  cancelCheck: CHECK,
  checkCourse: CHECK,
  checkTimeline: CHECK,
  checkResult: CHECK,
  streamCheckEvents: CHECK,
  streamEvents: {},
  refreshSession: { body: { account: 'nobody.here' } },
  addAccount: { body: { username: 'sample', password: 'x', totpSecret: '!' } },
  renewAccount: ACCOUNT,
  setAccountRole: { ...ACCOUNT, body: { role: 'backup' } },
  setAccountProxy: { ...ACCOUNT, body: { proxy: null } },
  forgetCustomer: CUSTOMER,
  examineInstallation: {},
  listProcesses: {},
  listRules: {},
  setCredentials: { body: { username: 'sample', password: 'x', totpSecret: '!' } },
  sessionStatus: {},
  sessionHealth: {},
  sessionHistory: {},
  listDialogues: {},
  getDialogue: DIALOGUE,
  openDialogue: { body: { account: 'nobody.here' } },
  answerDialogue: { ...DIALOGUE, body: { code: '123456' } },
  controlDialogue: { ...DIALOGUE, body: {} },
  prolongDialogue: DIALOGUE,
  closeDialogue: DIALOGUE,
  dialogueFrame: DIALOGUE,
  explainError: { params: { code: 'REQUEST_INVALID' }, malformed: 'lower' },
  countChecks: {},
  listChannels: {},
  tryChannel: { params: { channel: 'mail' }, malformed: 'pigeon' },
  getPractice: {},
  startPractice: {},
  endPractice: {},
  listWatches: {},
  watchTarget: { body: { target: 'a b' } },
  endWatch: { params: { id: 'wat_0000000000000000' }, malformed: 'wat_!' },
  listIgnored: {},
  ignoreProfile: { body: { username: 'nobody.here' } },
  heedProfile: { params: { username: 'nobody.here' }, malformed: 'no%20body' },
  whoFollows: { ...CHECK, body: { usernames: ['ada'] } },
  importExport: {},
  getBalance: {},
  listEntries: {},
  listLedger: {},
  moneyFigures: {},
  giveCredits: {
    ...CUSTOMER,
    body: { credits: 1, why: 'to try it' },
    other: { credits: 2, why: 'to try it' },
  },
  listCustomers: {},
  addCustomer: { body: { name: 'Ada' }, other: { name: 'Bob' } },
  getCustomer: CUSTOMER,
  changeCustomer: { ...CUSTOMER, body: { name: 'Ada' } },
  listAccounts: {},
  accountActivity: ACCOUNT,
  accountDevice: ACCOUNT,
  getAccount: ACCOUNT,
  listVersions: ACCOUNT,
  rollBackSession: { ...ACCOUNT, body: { version: 1 } },
  listRefreshes: ACCOUNT,
  pauseAccount: ACCOUNT,
  resumeAccount: ACCOUNT,
  importAccount: { ...ACCOUNT, body: { cookies: 'nothing of use' } },
  retireAccount: ACCOUNT,
  listAlerts: {},
  acknowledgeAlert: { params: { alert: 'alr_0000000000000000' }, malformed: 'a%20b' },
  silenceAlert: { body: { rule: 'NoSuchRule', minutes: 1 } },
  listSilences: {},
  listSchedules: {},
  listEvidence: {},
  listSettings: {},
  addWebhook: { body: { url: 'https://192.0.2.1:1/', kinds: ['check.completed'] } },
  listWebhooks: {},
  removeWebhook: WEBHOOK,
  switchWebhook: { ...WEBHOOK, body: { enabled: true } },
  rotateWebhookSecret: WEBHOOK,
  testWebhook: WEBHOOK,
  listDeliveries: WEBHOOK,
  replayDelivery: {
    params: { ...WEBHOOK.params, delivery: 'msg_0000000000000000' },
    malformed: 'whk_!',
  },
}
