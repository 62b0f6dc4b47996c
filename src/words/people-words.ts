import { english } from './language.ts'

/** How many people of a list there are: 1 follower, 728 followers, 391 following. */
export function peopleWords(count: number, list: string): string {
  if (list !== 'followers') return `${count} ${list}`
  return `${count} ${english(count, { one: 'follower', other: 'followers' })}`
}
