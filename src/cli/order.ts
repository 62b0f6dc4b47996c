import { join, resolve } from 'node:path'
import { parseTargetName } from '../checks/target-name.ts'

/** A target, and where its report goes; null is a folder of its own below `report`. */
export type Order = { readonly target: string; readonly outFolder: string | null }

/** The order with its folder, as an absolute path. */
export function withFolder({ target, outFolder }: Order): {
  readonly target: string
  readonly outFolder: string
} {
  return { target, outFolder: resolve(outFolder ?? join('report', parseTargetName(target))) }
}
