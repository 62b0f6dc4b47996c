import { readFileSync } from 'node:fs'
import { SettingInvalidError } from './env.ts'

/**
 * What a setting's file holds, without white space around it; null for no file or an empty one.
 * @throws SettingInvalidError SETTING_INVALID when it cannot be read.
 */
export function contentOf(setting: string, file: string | null): string | null {
  if (file === null) return null
  try {
    return readFileSync(file, 'utf8').trim() || null
  } catch (cause) {
    throw new SettingInvalidError(`${setting}: the file ${file} cannot be read.`, { cause })
  }
}
