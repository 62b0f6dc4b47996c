import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { z } from 'zod'
import { TABLE_FILES, type TableFile } from '../checks/result/table.ts'
import { inFolder } from '../kernel/folders.ts'

/** The files of a report beside its lists. */
export const WORKBOOK_FILE = 'report.xlsx'
export const RESULT_FILE = 'result.json'
export const PICTURE_FILE = 'summary.png'
export const RECEIPT_FILE = 'receipt.json'

/** The file of a list. */
export function csvFile(file: TableFile): string {
  return `${file}.csv`
}

const NAMES = [WORKBOOK_FILE, RESULT_FILE, PICTURE_FILE, RECEIPT_FILE, ...TABLE_FILES.map(csvFile)]

/** The folder holds what must not be written over. */
export class ReportFolderTakenError extends Error {
  override readonly name = 'ReportFolderTakenError'
  readonly code = 'REPORT_FOLDER_TAKEN'
}

/** What `result.json` tells about the report beside it. */
const ReportThere = z.object({
  target: z.object({ pk: z.string().nullable(), username: z.string(), orderedAs: z.string() }),
  files: z.array(z.string()),
})

/** Whose report is going to be written; a pk that is not known yet is null. */
export type ReportTarget = { readonly pk: string | null; readonly username: string }

/**
 * Returns the files of the report that stands in the folder: those, and no others, may be replaced
 * or removed. There are none in a new folder.
 * @throws ReportFolderTakenError REPORT_FOLDER_TAKEN when a file there is not ours, or when the
 * report is another profile's
 */
export async function replaceableFiles(
  folder: string,
  target: ReportTarget,
): Promise<readonly string[]> {
  const there = (await filesIn(folder)).filter((name) => NAMES.includes(name))
  if (there.length === 0) return []
  const report = await reportIn(folder)
  const foreign = there.find((name) => report === null || !report.files.includes(name))
  if (report === null || foreign !== undefined) {
    throw new ReportFolderTakenError(
      `the folder ${folder} holds a file ${foreign} that Evercheck did not write, and that the report would replace: choose another folder with --out, or move the file away`,
    )
  }
  if (!isSame(report.target, target)) {
    throw new ReportFolderTakenError(
      `the folder ${folder} holds the report of @${report.target.username}: choose another folder with --out`,
    )
  }
  return report.files.filter((name) => NAMES.includes(name))
}

function isSame(there: z.infer<typeof ReportThere>['target'], target: ReportTarget): boolean {
  // A name may pass from one profile to another, and a profile may change its name.
  if (there.pk !== null && target.pk !== null) return there.pk === target.pk
  return [there.username, there.orderedAs].includes(target.username)
}

async function reportIn(folder: string): Promise<z.infer<typeof ReportThere> | null> {
  try {
    const text = await readFile(join(folder, RESULT_FILE), 'utf8')
    return ReportThere.safeParse(JSON.parse(text)).data ?? null
  } catch {
    // There is none, or it is not ours.
    return null
  }
}

function filesIn(folder: string): Promise<readonly string[]> {
  return inFolder(folder, async () => {
    try {
      return await readdir(folder)
    } catch (error) {
      if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return []
      throw error
    }
  })
}
