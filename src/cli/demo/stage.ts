import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import type { Environment } from '../../config/env.ts'
import { stopUnusedServer } from '../../db/embedded/embedded-server.ts'
import { DataInUseError, lockFolder } from '../../db/folder-lock.ts'
import type { Clock } from '../../kernel/clock.ts'

/** The story's stage: what it needs, and where its words go. */
export type Stage = {
  readonly clock: Clock
  readonly environment: Environment
  /** Where the story's data and report are left. Those of an earlier story are removed first. */
  readonly folder: string
  readonly say: (line: string) => void
  readonly signal: AbortSignal
}

/** A story is running already, or somebody looks at the data of the last one. */
class StageInUseError extends Error {
  override readonly name = 'StageInUseError'
  readonly code = 'DATA_IN_USE'

  constructor(folder: string, cause: unknown) {
    super(
      `The folder ${folder} is in use by another story, or by a command that reads its data. Let it end, or set EVERCHECK_DATA to another folder.`,
      { cause },
    )
  }
}

type Leave = Awaited<ReturnType<typeof lockFolder>>

/**
 * Takes the folder for this story alone and clears it. Returns what gives it back.
 * @throws Error DATA_IN_USE when another story has it.
 */
export async function enterStage(folder: string): Promise<Leave> {
  const leave = await lockStage(folder)
  try {
    if (!(await stopUnusedServer(dataFolder({ folder })))) throw new StageInUseError(folder, null)
    for (const left of [dataFolder, reportFolder, caFile]) {
      await rm(left({ folder }), { recursive: true, force: true })
    }
    return leave
  } catch (error) {
    await leave()
    throw error
  }
}

async function lockStage(folder: string): Promise<Leave> {
  try {
    return await lockFolder(folder, 0)
  } catch (error) {
    throw error instanceof DataInUseError ? new StageInUseError(folder, error) : error
  }
}

type Place = { readonly folder: string }

/** Where the story's database, key and log are left. */
export function dataFolder({ folder }: Place): string {
  return join(folder, 'data')
}

/** Where the simulator writes whom to trust. */
export function caFile({ folder }: Place): string {
  return join(folder, 'simulator-ca.pem')
}

/** Where the story leaves its report. */
export function reportFolder({ folder }: Place): string {
  return join(folder, 'report')
}
