import { keepPreviousData, queryOptions } from '@tanstack/react-query'
import type * as alerts from '../../../src/contract/alerts.ts'
import type * as admin from '../../../src/contract/auth-admin.ts'
import type * as means from '../../../src/contract/auth-means.ts'
import type * as channels from '../../../src/contract/channels.ts'
import type * as operation from '../../../src/contract/operation.ts'
import { type AnswerOf, address, call } from './call.ts'

export type Alert = AnswerOf<typeof alerts.listAlerts>['items'][number]
export type Token = AnswerOf<typeof admin.listTokens>['items'][number]
export type Operator = AnswerOf<typeof admin.listOperators>['items'][number]

/** A setting, by its name in the environment. */
export type Variable = AnswerOf<typeof operation.listSettings>['variables'][number]

/** As many unknown answers as are asked for at a time. */
const EVIDENCE_MAX = 50
/** As many alerts as are asked for at a time. */
const ALERTS_MAX = 200
/** As many tokens as are asked for at a time. */
const TOKENS_MAX = 50

/** What is wrong now, or was lately. */
export function listAlerts(state: 'open' | 'recent', after: string | null = null) {
  return queryOptions({
    queryKey: ['alerts', state, after],
    queryFn: ({ signal }) =>
      call<typeof alerts.listAlerts>(
        'listAlerts',
        { query: { state, limit: ALERTS_MAX, after } },
        { signal },
      ),
    // Beside its events: what was silenced for a time fires again without one.
    refetchInterval: 30_000,
  })
}

/** The ways to reach people that are set up. */
export function listChannels() {
  return queryOptions({
    queryKey: ['alerts', 'channels'],
    queryFn: ({ signal }) => call<typeof channels.listChannels>('listChannels', {}, { signal }),
    staleTime: Number.POSITIVE_INFINITY,
  })
}

/** The rules, and how close each is to its alert. */
export function listRules() {
  return queryOptions({
    queryKey: ['alerts', 'rules'],
    queryFn: ({ signal }) => call<typeof alerts.listRules>('listRules', {}, { signal }),
  })
}

/** The processes that live. */
export function listProcesses() {
  return queryOptions({
    queryKey: ['processes'],
    queryFn: ({ signal }) => call<typeof operation.listProcesses>('listProcesses', {}, { signal }),
    refetchInterval: 60_000,
  })
}

/** Where the audit log is downloaded. */
export function downloadOfAudit(act: string): string {
  const { path } = address<typeof admin.readAudit>('readAudit', {
    query: {
      format: 'csv',
      csv: navigator.language.startsWith('ru') ? 'semicolon' : 'comma',
      act,
    },
  })
  return path
}

/** What nobody is told of for a time. */
export function listSilences() {
  return queryOptions({
    queryKey: ['alerts', 'silences'],
    queryFn: ({ signal }) => call<typeof alerts.listSilences>('listSilences', {}, { signal }),
  })
}

/** Answers that no rule knew. */
export function listEvidence(after: string | null) {
  return queryOptions({
    queryKey: ['evidence', after],
    queryFn: ({ signal }) =>
      call<typeof operation.listEvidence>(
        'listEvidence',
        { query: { limit: EVIDENCE_MAX, after } },
        { signal },
      ),
  })
}

/** Who did what. */
export function readAudit(act: string, after: string | null) {
  return queryOptions({
    queryKey: ['audit', act, after],
    queryFn: ({ signal }) =>
      call<typeof admin.readAudit>(
        'readAudit',
        {
          query: {
            limit: 100,
            act,
            after,
          },
        },
        { signal },
      ),
    placeholderData: keepPreviousData,
  })
}

/** What the settings mean. */
export function listSettings() {
  return queryOptions({
    queryKey: ['settings'],
    queryFn: ({ signal }) => call<typeof operation.listSettings>('listSettings', {}, { signal }),
  })
}

/** What comes by the clock, and what waits to be done. */
export function listSchedules() {
  return queryOptions({
    queryKey: ['schedules'],
    queryFn: ({ signal }) => call<typeof operation.listSchedules>('listSchedules', {}, { signal }),
  })
}

/** What is wrong with the installation: it takes some seconds to look. */
export function examination() {
  return queryOptions({
    queryKey: ['doctor'],
    queryFn: ({ signal }) =>
      call<typeof operation.examineInstallation>('examineInstallation', {}, { signal }),
    staleTime: 60_000,
  })
}

/** The API tokens, without their secrets. */
export function listTokens(after: string | null) {
  return queryOptions({
    queryKey: ['tokens', after],
    queryFn: ({ signal }) =>
      call<typeof admin.listTokens>(
        'listTokens',
        { query: { limit: TOKENS_MAX, after } },
        { signal },
      ),
    placeholderData: keepPreviousData,
  })
}

/** Who may sign in. */
export function listOperators() {
  return queryOptions({
    queryKey: ['operators'],
    queryFn: ({ signal }) => call<typeof admin.listOperators>('listOperators', {}, { signal }),
  })
}

/** Where one is signed in. */
export function listSessions() {
  return queryOptions({
    queryKey: ['own', 'sessions'],
    queryFn: ({ signal }) =>
      call<typeof means.listSessions>('listOperatorSessions', {}, { signal }),
  })
}

/** One's own passkeys. */
export function listPasskeys() {
  return queryOptions({
    queryKey: ['own', 'passkeys'],
    queryFn: ({ signal }) => call<typeof means.listPasskeys>('listPasskeys', {}, { signal }),
  })
}
