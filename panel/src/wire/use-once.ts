import { useState } from 'react'
import { type Act, act, type Options } from './act.ts'
import type { AnswerOf, AnyEndpoint, Request } from './call.ts'
import { Refused } from './refused.ts'

/**
 * An act that makes something. It bears a key: the button that is pressed twice has done it once,
 * and so has the copied command that is run twice. By the one and the other it is done twice, since
 * a key is its sender's. When it has happened, what comes next is another one.
 */
export function useOnce<E extends AnyEndpoint>(
  id: string,
  request: Request<E> = {},
  options: Omit<Options<E>, 'once'> = {},
): Act<AnswerOf<E>> {
  const [once, setOnce] = useState(newKey)
  const does = act<E>(id, request, { ...options, once })
  return {
    ...does,
    async run() {
      try {
        const answer = await does.run()
        setOnce(newKey)
        return answer
      } catch (error) {
        if (error instanceof Refused && error.code === 'ALREADY_DONE') setOnce(newKey)
        throw error
      }
    },
  }
}

function newKey(): string {
  return crypto.randomUUID()
}
