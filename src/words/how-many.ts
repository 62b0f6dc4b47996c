import { english, numberIn } from './language.ts'

/** A number with its English noun: 1 check, 1,200 checks, 2 entries (`entry` has `entries`). */
export function howMany(count: number, noun: string, nouns = `${noun}s`): string {
  return `${numberIn('en', count)} ${english(count, { one: noun, other: nouns })}`
}
