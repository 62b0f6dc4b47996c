import { existsSync, statSync } from 'node:fs'
import { mkdtemp, readdir, readFile, rm, symlink, unlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { REPORT_CASES } from '../../tools/screens/report-cases.ts'
import type { Member, Report, Table } from '../checks/result/table.ts'
import { DiskFullError } from '../kernel/disk-full.ts'
import { LANGUAGES } from '../words/language.ts'
import { reportWords } from '../words/report-words.ts'
import { readWorkbook } from './read-workbook.ts'
import type { Reader } from './reader.ts'
import { ReportFolderTakenError } from './report-folder.ts'
import { writeReport } from './write-report.ts'

let folder: string

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'report-'))
})

afterEach(async () => {
  await rm(folder, { recursive: true })
})

const READER: Reader = { language: 'en', zone: 'UTC', csv: 'plain' }

/** The complete report with other people in its list of followers. */
function withFollowers(members: Table['members']): Report {
  const report = REPORT_CASES.complete()
  const tables = report.tables.map((table) => {
    return table.file === 'followers' ? { ...table, members } : table
  })
  return { ...report, tables }
}

/** The same report of another profile. */
function ofAnother(target: Partial<Report['result']['target']>): Report {
  const { result, tables } = REPORT_CASES.first()
  return { result: { ...result, target: { ...result.target, ...target } }, tables }
}

function csv(name: string): Promise<string> {
  return readFile(join(folder, name), 'utf8')
}

async function namesIn(place: string): Promise<readonly string[]> {
  return (await readdir(place)).toSorted()
}

test('a report is a workbook, a CSV file per list, a picture and the result', async () => {
  const paths = await writeReport(folder, REPORT_CASES.first(), READER)
  const lists = ['fans', 'followers', 'following', 'mutual', 'not-following-back']
  const names = [...lists.map((list) => `${list}.csv`), 'report.xlsx', 'result.json', 'summary.png']
  expect(await namesIn(folder)).toEqual(names)
  expect(paths.toSorted()).toEqual(names.map((name) => join(folder, name)))
  expect((await csv('fans.csv')).split('\r\n')[0]).toBe(
    'pk,username,full_name,is_private,is_verified',
  )
  const picture = await readFile(join(folder, 'summary.png'))
  expect(picture.subarray(1, 4).toString()).toBe('PNG')
  for (const name of names) expect(statSync(join(folder, name)).mode & 0o777).toBe(0o600)
})

test.each(LANGUAGES)('in %s, the sheets stand in the order of interest', async (language) => {
  await writeReport(folder, REPORT_CASES.complete(), { ...READER, language })
  const { summarySheet, tables } = reportWords(language)
  const compared = await readWorkbook(join(folder, 'report.xlsx'))
  const changes = ['lost', 'not-seen', 'gained', 'renamed'] as const
  const files = ['not-following-back', ...changes, 'fans', 'mutual'] as const
  const lists = ['followers', 'following'] as const
  expect(compared.map(({ name }) => name)).toEqual([
    summarySheet,
    ...[...files, ...lists].map((file) => tables[file].sheet),
  ])
  await writeReport(folder, REPORT_CASES.first(), { ...READER, language })
  const first = await readWorkbook(join(folder, 'report.xlsx'))
  const names = first.map(({ name }) => name)
  for (const file of changes) expect(names).not.toContain(tables[file].sheet)
})

test('the summary leads to every sheet, and its numbers are numbers', async () => {
  await writeReport(folder, REPORT_CASES.complete(), { ...READER, language: 'ru' })
  const sheets = await readWorkbook(join(folder, 'report.xlsx'))
  const [summary, ...lists] = sheets
  const places = Object.values(summary?.links ?? {}).filter((link) => link.startsWith('#'))
  expect(places).toEqual(lists.map(({ name }) => `#'${name}'!A1`))
  const row = summary?.rows.findIndex(([name]) => name === 'Невзаимные') ?? -1
  expect(summary?.rows[row]?.slice(1, 4)).toEqual(['343', String(343 / 1204), 'от подписок'])
  expect(summary?.types).toMatchObject({ [`B${row + 1}`]: 'n', [`C${row + 1}`]: 'n' })
  expect(summary?.links.A2).toBe('https://www.instagram.com/ada.example/')
})

test('a list that was read in part says "at least", and what rests on the rest is not said', async () => {
  await writeReport(folder, REPORT_CASES.incomplete(), READER)
  const [summary, notBack, , , , , fans] = await readWorkbook(join(folder, 'report.xlsx'))
  const rowOf = (name: string) => summary?.rows.find(([first]) => first === name)
  expect(rowOf('Fans')?.[1]).toBe('at least 120')
  expect(rowOf('Mutual')?.[1]).toBe('at least 179')
  expect(rowOf('Not following back')?.[1]).toBe('not known')
  expect(rowOf('Followers')).toMatchObject(['Followers', '299', '1663', expect.any(String)])
  expect(rowOf('Followers')?.[3]).toMatch(/^Incomplete.*shows only a part.*not following back/)
  expect(notBack?.rows[0]?.[0]).toMatch(/^Nobody is named, because the list of followers is incom/)
  expect(fans?.rows[0]?.[0]).toMatch(/^There may be more/)
  const { counts, followers } = JSON.parse(await csv('result.json'))
  expect(counts.mutual).toEqual({ count: null, atLeast: 179, omitted: null, hidden: 0 })
  expect(counts['not-following-back'].count).toBe(null)
  expect(followers).toMatchObject({ collected: 299, expected: 1663, confidence: 'incomplete' })
  expect(await namesIn(folder)).not.toContain('not-following-back.csv')
})

test('a list that was not read is not one of nobody', async () => {
  await writeReport(folder, REPORT_CASES['given-up'](), { ...READER, language: 'ru' })
  const [summary] = await readWorkbook(join(folder, 'report.xlsx'))
  const rowOf = (name: string) => summary?.rows.find(([first]) => first === name)
  expect(rowOf('Взаимные')?.[1]).toBe('неизвестно')
  expect(rowOf('Подписки')?.slice(1, 4)).toEqual([
    '—',
    'неизвестно',
    expect.stringMatching(/^Список не прочитан/),
  ])
  expect(JSON.stringify(summary?.rows)).not.toMatch(/"0"/)
})

test('whoever was renamed stands there with the old name and the new one', async () => {
  await writeReport(folder, REPORT_CASES.complete(), READER)
  const lines = (await csv('renamed.csv')).split('\r\n')
  expect(lines[0]).toBe('pk,username,full_name,is_private,is_verified,previous_username')
  expect(lines[1]).toMatch(/^17841400000000000,ada_t0,Ada Lang,true,true,a\.formerly\.0$/)
  const sheets = await readWorkbook(join(folder, 'report.xlsx'))
  const renamed = sheets.find(({ name }) => name === 'Renamed')
  expect(renamed?.rows.slice(0, 2)).toEqual([
    ['No.', 'New name', 'Old name', 'Name', 'ID'],
    ['1', 'ada_t0', 'a.formerly.0', 'Ada Lang', '17841400000000000'],
  ])
})

test('names made to do harm are texts in the CSV file and in the workbook', async () => {
  await writeReport(folder, REPORT_CASES['odd-names'](), READER)
  const text = await csv('followers.csv')
  expect(text).toContain(`,"'=HYPERLINK(""http://evil.test"",""you won"")",`)
  expect(text).not.toMatch(/(?:^|[,"\n])=/)
  expect(text).not.toContain('\u0000')
  const sheets = await readWorkbook(join(folder, 'report.xlsx'))
  expect(sheets.flatMap(({ formulas }) => formulas)).toEqual([])
  const followers = sheets.find(({ name }) => name === 'Followers')
  const names = followers?.rows.map((row) => row[2])
  expect(names).toEqual(
    expect.arrayContaining(['=HYPERLINK("http://evil.test","you won")', 'nulbyte']),
  )
  // The fourth is no name, and leads nowhere.
  expect(Object.keys(followers?.links ?? {})).toContain('B4')
  expect(Object.keys(followers?.links ?? {})).not.toContain('B5')
})

test('of an older report no list stays that the new one does not have', async () => {
  await writeReport(folder, REPORT_CASES.complete(), READER)
  await writeFile(join(folder, 'notes.csv'), 'not ours')
  await writeReport(folder, REPORT_CASES.first(), READER)
  const names = await namesIn(folder)
  expect(names).toContain('notes.csv')
  for (const name of ['lost.csv', 'gained.csv', 'renamed.csv']) expect(names).not.toContain(name)
})

test('the report of another profile is not written over', async () => {
  await writeReport(folder, REPORT_CASES.complete(), READER)
  const before = await csv('result.json')
  const writing = writeReport(folder, ofAnother({ pk: '99', username: 'bob' }), READER)
  await expect(writing).rejects.toBeInstanceOf(ReportFolderTakenError)
  await expect(writing).rejects.toThrow(/report of @ada\.example/)
  expect(await csv('result.json')).toBe(before)
  // Nor is it when the name has passed from one to another; whoever was renamed stays the same.
  const namesake = writeReport(folder, ofAnother({ pk: '99' }), READER)
  await expect(namesake).rejects.toBeInstanceOf(ReportFolderTakenError)
  await writeReport(folder, ofAnother({ username: 'ada.renamed' }), READER)
})

test.each(['followers.csv', 'report.xlsx', 'summary.png', 'result.json'])(
  'a file %s of somebody else is not written over',
  async (name) => {
    await writeFile(join(folder, name), 'of somebody else')
    const writing = writeReport(folder, REPORT_CASES.complete(), READER)
    await expect(writing).rejects.toThrow(`holds a file ${name} that Evercheck did not write`)
    expect(await namesIn(folder)).toEqual([name])
    expect(await csv(name)).toBe('of somebody else')
  },
)

test('members that cannot be read leave the older report as it was', async () => {
  await writeReport(folder, REPORT_CASES.complete(), READER)
  const [before, names] = [await readFile(join(folder, 'report.xlsx')), await namesIn(folder)]
  const error = new Error('the connection was lost')
  const members = async function* (): AsyncGenerator<Member[]> {
    yield* []
    throw error
  }
  await expect(writeReport(folder, withFollowers(members), READER)).rejects.toBe(error)
  expect(await namesIn(folder)).toEqual(names)
  expect((await readFile(join(folder, 'report.xlsx'))).equals(before)).toBe(true)
})

test.runIf(existsSync('/dev/full'))('a disk that fills up leaves no half file', async () => {
  await writeReport(folder, REPORT_CASES.complete(), READER)
  const before = await namesIn(folder)
  let openCount = 0
  const batches = await Array.fromAsync(REPORT_CASES.complete().tables[0]?.members() ?? [])
  const person = batches[0]?.[0]
  if (!person) throw new Error('there is nobody')
  const members = async function* (): AsyncGenerator<Member[]> {
    openCount += 1
    try {
      for (let index = 0; index < 5_000; index++) yield [person]
    } finally {
      openCount -= 1
    }
  }
  for (const name of ['followers.csv', 'report.xlsx', 'result.json']) {
    const stood = await readFile(join(folder, name))
    await symlink('/dev/full', join(folder, `${name}.evercheck-part`))
    const writing = writeReport(folder, withFollowers(members), READER)
    await expect(writing).rejects.toBeInstanceOf(DiskFullError)
    expect(openCount).toBe(0)
    expect((await readFile(join(folder, name))).equals(stood)).toBe(true)
    expect(await namesIn(folder)).toEqual(before)
    await unlink(join(folder, `${name}.evercheck-part`)).catch(() => undefined)
  }
})
