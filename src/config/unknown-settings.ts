import { type Environment, settingNames } from './env.ts'

/** A setting of ours that is set and does not exist, with the nearest one that does. */
export type UnknownSetting = {
  readonly code: 'setting-unknown'
  readonly setting: string
  readonly nearest: string
}

/** The settings of ours that are set and do not exist. */
export function unknownSettings(environment: Environment): readonly UnknownSetting[] {
  const known = settingNames()
  const set = Object.keys(environment).filter((name) => name.startsWith('EVERCHECK_'))
  return set
    .filter((name) => !known.includes(name))
    .map((setting) => ({ code: 'setting-unknown', setting, nearest: nearest(setting, known) }))
}

function nearest(name: string, known: readonly string[]): string {
  const [first] = known.toSorted((a, b) => distance(name, a) - distance(name, b))
  return first ?? ''
}

/** How many letters must be put in or left out to make one word of the other. */
function distance(from: string, to: string): number {
  let row = Array.from({ length: to.length + 1 }, (_, column) => column)
  for (const [index, letter] of [...from].entries()) {
    const next = [index + 1]
    for (const [column, other] of [...to].entries()) {
      const across = (row[column] ?? 0) + (letter === other ? 0 : 2)
      next.push(Math.min(across, (row[column + 1] ?? 0) + 1, (next[column] ?? 0) + 1))
    }
    row = next
  }
  return row.at(-1) ?? 0
}
