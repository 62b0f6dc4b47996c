import { type BotWords, botWords } from '../../src/words/bot/bot-words.ts'
import type { LeafPage } from '../../src/words/bot/lists.ts'
import type { CheckProgress, Doing } from '../../src/words/bot/progress.ts'
import type { Outcome } from '../../src/words/bot/result.ts'
import type { Language } from '../../src/words/language.ts'
import { restWords, stopWords, troubleWords } from '../../src/words/reasons.ts'

/** What every text is shown with: one set of arguments or more for each that wants some. */
export type Samples = {
  readonly [G in keyof BotWords]: {
    readonly [K in keyof BotWords[G] as BotWords[G][K] extends (...given: never) => unknown
      ? K
      : never]: BotWords[G][K] extends (...given: infer A) => unknown ? readonly A[] : never
  }
}

const AT = new Date('2026-11-25T14:32:00Z')
const LATER = new Date('2026-12-02T03:00:00Z')
const NAME = 'ada.example'

const OUTCOME: Outcome = {
  username: NAME,
  followers: { kind: 'exactly', count: 1663 },
  following: { kind: 'exactly', count: 944 },
  notFollowingBack: { kind: 'exactly', count: 343 },
  fans: { kind: 'exactly', count: 1062 },
  mutual: { kind: 'exactly', count: 601 },
  since: {
    at: AT,
    gained: { kind: 'exactly', count: 14 },
    lost: { kind: 'exactly', count: 9 },
    notSeen: { kind: 'exactly', count: 2 },
    renamed: { kind: 'exactly', count: 1 },
  },
  lists: { followers: { kind: 'whole' }, following: { kind: 'whole-but', unseen: 3 } },
  readAt: { followers: AT, following: LATER },
  paid: { credits: 2, balance: 5 },
}

const SHORT: Outcome = {
  ...OUTCOME,
  notFollowingBack: { kind: 'unknown' },
  fans: { kind: 'at-least', count: 1 },
  mutual: { kind: 'at-least', count: 22 },
  since: null,
  lists: {
    followers: { kind: 'part', collected: 1543, expected: 1663 },
    following: { kind: 'whole' },
  },
  paid: { credits: 0, balance: 1 },
}

function progress(doing: Doing): CheckProgress {
  return {
    username: NAME,
    followers: { collected: 728, expected: 1663, isFinished: false },
    following: { collected: 0, expected: 944, isFinished: false },
    doing,
    leftMs: 6 * 60_000,
  }
}

const LEAF: LeafPage = {
  username: NAME,
  leaf: 'not-following-back',
  people: [
    { number: 1, username: 'amber', fullName: 'Амбер *_[жирный](x)_*', formerName: null },
    { number: 2, username: 'bo', fullName: '', formerName: 'bo.before' },
  ],
  total: 343,
  hidden: 8,
  page: 1,
  pages: 35,
}

const FIGURES = {
  account: 'keeper',
  status: 'valid',
  valid: 1,
  all: 2,
  trouble: null,
  ageMs: 40 * 3_600_000,
  lastVerifiedAt: AT,
  nextRefreshAt: LATER,
  proactive: { attempts: 3, successes: 3 },
  reactive: { attempts: 1, successes: 1 },
  refreshes: { attempts: 4, successes: 4 },
  checks: { attempts: 21, successes: 20 },
} as const

const ALL = { ...FIGURES, account: null, status: null } as const
const PACK = { credits: 30, stars: 250 }
const COUNTS = [1, 2, 5, 21, 1663]
const WATCHED = { username: NAME, everyDays: 7, nextAt: LATER, pausedFor: null }

/** Everything that the bot can say, as it would be said; reasons are in that language, too. */
export function samplesIn(language: Language): Samples {
  const { operator } = SAMPLES
  const challenged = stopWords({ kind: 'challenged', detail: '' }, language)
  return {
    ...SAMPLES,
    operator: {
      ...operator,
      status: [[ALL, [FIGURES, { ...FIGURES, status: 'invalid', trouble: challenged }], 3]],
      refreshed: [
        ['keeper', 'renewed', null],
        ['keeper', 'wait', restWords({ kind: 'throttled', detail: '' }, language)],
        ['keeper', 'busy', null],
        ['keeper', 'stopped', challenged],
        ['keeper', 'unable', troubleWords('no-browser', language)],
      ],
      refundImpossible: [['stars-1', botWords(language).operator.refundWhy.spent]],
    },
  }
}

const SAMPLES: Samples = {
  subscription: {
    offer: [[PACK]],
    invoiceDescription: [[PACK]],
    active: [[PACK, LATER]],
    ending: [[LATER]],
    begun: [[PACK, 30, LATER]],
    renewed: [[{ credits: 1, stars: 1 }, 1, LATER]],
    offerButton: [[PACK]],
    payButton: [[PACK]],
  },
  imports: { how: [[20]], from: [[AT], [null]], cutShort: [[AT]], fileTooLarge: [[20]] },
  menu: {
    welcomeBack: [['Ада']],
    terms: [
      ['@operator', 90],
      [null, 1],
    ],
    trouble: [['4kx90p2m']],
    forgetQuestion: [
      [5, 1],
      [0, 0],
    ],
    forgotten: [[2], [0]],
    day: [[AT]],
  },
  check: {
    looking: [[NAME]],
    nameWrong: [['слишком#странно']],
    card: [
      [card({ credits: 2, ceiling: 3 }, 5, 2)],
      [card({ credits: 1, ceiling: 1 }, 21, 0)],
      [card(null, 0, 1)],
    ],
    young: [[{ followers: AT, following: LATER }], [{ followers: null, following: AT }]],
    quotesUsedUp: [[30, LATER]],
    ordersUsedUp: [[50, LATER]],
    tooDear: [
      [3, 1],
      [1, 0],
    ],
    cancelQuestion: [
      [NAME, 3],
      [NAME, 0],
    ],
    cancelled: [
      [NAME, 3],
      [NAME, 0],
    ],
    cancelsUsedUp: [[10]],
  },
  progress: {
    message: [
      [progress({ kind: 'in-line', place: 1 })],
      [progress({ kind: 'in-line', place: 4 })],
      [progress({ kind: 'reading', list: 'followers' })],
      [progress({ kind: 'reading-again', list: 'following', pass: 2 })],
      [progress({ kind: 'waits', why: 'instagram', until: AT })],
      [progress({ kind: 'waits', why: 'pace', until: AT })],
      [progress({ kind: 'waits', why: 'account', until: null })],
      [progress({ kind: 'waits', why: 'network', until: AT })],
      [progress({ kind: 'signing-in' })],
      [progress({ kind: 'signed-in', collected: 728, expected: 1663 })],
    ],
    begins: [[NAME]],
  },
  result: {
    card: [[OUTCOME], [SHORT]],
    failure: [
      ['private', NAME, 3],
      ['gone', NAME, 1],
      ['unseen', NAME, 0],
      ['blocked-us', NAME, null],
      ['thin', NAME, 3],
      ['out-of-patience', NAME, 5],
      ['merged', NAME, 3],
      ['cancelled', NAME, 3],
    ],
    bell: [[OUTCOME], [SHORT]],
    bellFailure: [[NAME]],
    pageUntil: [[LATER]],
    feedbackQuestion: [[NAME]],
  },
  lists: {
    leaf: [[LEAF]],
    emptyLeaf: [
      ['fans', 0],
      ['fans', 2],
    ],
    ignored: [['amber']],
    unignored: [['amber']],
    ignoreList: [[['amber', 'bo'], 2]],
    ignoreUnknown: [['amber']],
  },
  money: {
    balance: [
      [5, 3, 0, [{ at: AT, credits: 5, why: 'paid', username: null }]],
      [0, 0, 2, [{ at: AT, credits: -2, why: 'check', username: NAME }]],
    ],
    packs: [[1]],
    packButton: COUNTS.map((credits) => [{ credits, stars: credits * 9 }]),
    invoiceTitle: [[5]],
    invoiceDescription: [[5]],
    invoiceSingleDescription: [[NAME]],
    priceLabel: [[5]],
    payButton: [[45]],
    receipt: [
      [{ credits: 5, stars: 45, balance: 8, debtPaid: 0, charge: 'stars-1', at: AT }],
      [{ credits: 5, stars: 45, balance: 3, debtPaid: 2, charge: 'stars-1', at: AT }],
    ],
    returned: [[45]],
    refunded: [[5, 45, 0]],
    chargedBack: [
      [45, 1, 0],
      [45, 0, 4],
    ],
    support: [
      ['@operator', [{ at: AT, stars: 45, charge: 'stars-1' }]],
      [null, []],
    ],
    referral: [[3, 10, 1, 'https://t.me/evercheck_bot?start=i_cus_1']],
    referralPaid: [[10, 1]],
    granted: [
      [5, 8, 'for the trouble'],
      [-2, 3, null],
    ],
  },
  operator: {
    status: [[ALL, [FIGURES], 0]],
    refreshOrdered: [['keeper']],
    refreshed: [['keeper', 'renewed', null]],
    noSuchAccount: [['keeper']],
    paused: [['keeper']],
    resumed: [['keeper']],
    notMoved: [['keeper', 'suspended']],
    person: [
      [
        {
          id: 'cus_1',
          name: 'Ада',
          chat: 'tg:1001 @ada',
          balance: 5,
          debt: 0,
          open: 1,
          since: AT,
          payments: [{ charge: 'stars-1', stars: 45, at: AT, state: 'paid' }],
        },
      ],
    ],
    nobody: [['Ада']],
    several: [['Ада']],
    grantDone: [[5, 'Ада', 8]],
    grantImpossible: [['Ада', 2]],
    refundDone: [[45, 'stars-1']],
    refundImpossible: [['stars-1', '']],
    summary: [
      [
        AT,
        {
          done: 21,
          failed: 1,
          open: 3,
          customersNew: 2,
          starsPaid: 450,
          logins: 1,
          feedbackWrong: 0,
        },
        ALL,
      ],
    ],
    feedback: [[NAME, 'chk_1', 'Ада (tg:1001)', 'bo подписан в ответ']],
    support: [['Ада (tg:1001)', 'Где мои кредиты?']],
    chargeback: [['Ада (cus_1)', 45, 4]],
    alertSeen: [['Op']],
  },
  login: {
    wanted: [
      [{ account: 'keeper', asks: 'code', said: 'Enter the code we sent to k***@e***', until: AT }],
      [{ account: 'keeper', asks: 'human', said: null, until: AT }],
    ],
    codeField: [['keeper']],
    codeSent: [['keeper']],
    codeWrong: [['keeper']],
    codeNotAsked: [['keeper']],
    pictureOf: [['keeper']],
  },
  watch: {
    begun: [
      [WATCHED, true],
      [WATCHED, false],
    ],
    list: [
      [[WATCHED, { ...WATCHED, pausedFor: 'credits' }, { ...WATCHED, pausedFor: 'limit' }], false],
      [[WATCHED], true],
    ],
    ended: [[NAME]],
    changed: [[NAME, { gained: 3, lost: 1, renamed: 0 }]],
    paused: [
      [NAME, 'credits'],
      [NAME, 'limit'],
    ],
    over: [[NAME]],
  },
}

function card(
  price: { readonly credits: number; readonly ceiling: number } | null,
  balance: number,
  ahead: number,
) {
  return {
    username: NAME,
    fullName: 'Ada Example',
    followers: 1663,
    following: 944,
    price,
    balance,
    takesMs: 12 * 60_000,
    ahead,
  }
}
