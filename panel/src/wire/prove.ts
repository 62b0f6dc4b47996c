import { useSyncExternalStore } from 'react'
import { queryClient } from './query-client.ts'
import { ME } from './reader.ts'
import type { Refused } from './refused.ts'

type Asked = { readonly done: (proved: boolean) => void }

const listeners = new Set<() => void>()
let asked: Asked | null = null
let strangerHeard: () => void = () => undefined

/** Whether the server does not know who asks. */
export function isStranger({ code }: Refused): boolean {
  return code === 'CREDENTIALS_MISSING' || code === 'CREDENTIALS_REFUSED'
}

/**
 * What a refusal can be mended by: whoever is not known signs in, whoever has to prove again who he
 * is does so. True when the act is worth another try.
 */
export function proved(error: Refused): Promise<boolean> {
  if (isStranger(error)) {
    strangerHeard()
    return Promise.resolve(false)
  }
  if (error.code === 'PRACTICE_OVER') {
    // What is shown has gone with it; the answer has taken the way there away.
    location.assign('/')
    return Promise.resolve(false)
  }
  // He was more when the page came: the rest of it is to know.
  if (error.code === 'SCOPE_MISSING') void queryClient.invalidateQueries({ queryKey: ME })
  if (error.code !== 'SUDO_MISSING') return Promise.resolve(false)
  return new Promise((resolve) => {
    asked?.done(false)
    set({ done: resolve })
  })
}

/** The question that waits for an answer. */
export function useAsked(): Asked | null {
  return useSyncExternalStore(
    (listener) => {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    () => asked,
  )
}

/** Answers the question. */
export function answerAsked(isProved: boolean): void {
  const waiting = asked
  set(null)
  waiting?.done(isProved)
}

/** Hears when the server does not know who asks. */
export function onStranger(heard: () => void): void {
  strangerHeard = heard
}

function set(to: Asked | null): void {
  asked = to
  for (const listener of listeners) listener()
}
