import { existsSync } from 'node:fs'
import { mkdtemp, readdir, readFile, rm, symlink, unlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import type { Member, Report, Table } from '../checks/result/table.ts'
import { DiskFullError } from '../kernel/disk-full.ts'
import { readXlsx } from './read-xlsx.ts'
import { writeReport } from './write-report.ts'

let folder: string

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'report-'))
})

afterEach(async () => {
  await rm(folder, { recursive: true })
})

const hostile = [
  '=HYPERLINK("http://evil.test","you won")',
  'quo"te, comma',
  'new\nline',
  '👩‍👩‍👧 family',
  'שלום',
  'nul\u0000byte',
  '_x0041_',
  '<script>&amp;',
]

function member(username: string, index: number): Member {
  const pk = String(98765432109876543n + BigInt(index))
  return { pk, username, fullName: `${username} X`, isPrivate: index % 2 === 0, isVerified: false }
}

function table(members: readonly Member[], rest: Partial<Table> = {}): Table {
  const read = async function* (): AsyncGenerator<Member> {
    yield* members
  }
  return { file: 'followers', title: 'Followers', members: read, omitted: null, ...rest }
}

function report(...tables: Table[]): Report {
  return { summary: [['Target', '=somebody']], result: { expected: 8, collected: 8 }, tables }
}

test('a report is one CSV file per list, a workbook with everything, and the result', async () => {
  const fans = table([member('fan', 1)], { file: 'fans', title: 'Fans' })
  const paths = await writeReport(folder, report(table(hostile.map(member)), fans))
  const names = ['followers.csv', 'fans.csv', 'report.xlsx', 'result.json']
  expect(paths).toEqual(names.map((name) => join(folder, name)))
  expect((await readdir(folder)).toSorted()).toEqual(names.toSorted())
  const fanText =
    'pk,username,full_name,is_private,is_verified\r\n98765432109876544,fan,fan X,false,false\r\n'
  expect(await readFile(join(folder, 'fans.csv'), 'utf8')).toBe(fanText)
  const result: unknown = JSON.parse(await readFile(join(folder, 'result.json'), 'utf8'))
  expect(result).toEqual({ expected: 8, collected: 8 })
})

test('names made to do harm are texts in the CSV file and in the workbook', async () => {
  await writeReport(folder, report(table(hostile.map(member))))
  const csv = await readFile(join(folder, 'followers.csv'), 'utf8')
  expect(csv).toContain(`98765432109876543,"'=HYPERLINK(""http://evil.test"",""you won"")",`)
  expect(csv).not.toMatch(/(?:^|[,"\n])=/)
  expect(csv).not.toContain('\u0000')
  const [summary, followers] = await readXlsx(join(folder, 'report.xlsx'))
  expect(summary?.name).toBe('Summary')
  expect(summary?.rows).toEqual([['Target', '=somebody']])
  const printable = hostile.map((name) => name.replace('\u0000', ''))
  expect(followers?.rows.slice(1)).toEqual(
    printable.map((name, index) => [
      String(98765432109876543n + BigInt(index)),
      name,
      `${name} X`,
      index % 2 === 0,
      false,
    ]),
  )
})

test('a list that is not given leaves no CSV file, and its sheet says why', async () => {
  await writeReport(folder, report(table([member('somebody', 0)])))
  const omitted = 'The followers are incomplete: 812 of 1663 were read.'
  const paths = await writeReport(folder, report(table([member('nobody', 0)], { omitted })))
  expect(paths).toEqual([join(folder, 'report.xlsx'), join(folder, 'result.json')])
  expect((await readdir(folder)).toSorted()).toEqual(['report.xlsx', 'result.json'])
  const sheets = await readXlsx(join(folder, 'report.xlsx'))
  expect(sheets.map((sheet) => sheet.name)).toEqual(['Summary', 'Followers'])
  expect(sheets[1]?.rows).toEqual([[omitted]])
})

test('of an older report no list stays that the new one does not know', async () => {
  const gained = table([member('of another profile', 1)], { file: 'gained', title: 'Gained' })
  await writeReport(folder, report(table([]), gained))
  await writeFile(join(folder, 'notes.csv'), 'not ours')
  await writeReport(folder, report(table([])))
  const names = ['followers.csv', 'notes.csv', 'report.xlsx', 'result.json']
  expect((await readdir(folder)).toSorted()).toEqual(names)
})

test('members that cannot be read leave the older report as it was', async () => {
  await writeReport(folder, report(table([member('yesterday', 0)])))
  const before = await readFile(join(folder, 'report.xlsx'))
  const error = new Error('the connection was lost')
  let readsCount = 0
  const members = async function* (): AsyncGenerator<Member> {
    readsCount += 1
    yield member('today', 0)
    // The CSV file is whole then; the workbook is not.
    if (readsCount === 2) throw error
  }
  await expect(writeReport(folder, report(table([], { members })))).rejects.toBe(error)
  expect((await readdir(folder)).toSorted()).toEqual([
    'followers.csv',
    'report.xlsx',
    'result.json',
  ])
  expect(await readFile(join(folder, 'followers.csv'), 'utf8')).toContain('yesterday')
  expect((await readFile(join(folder, 'report.xlsx'))).equals(before)).toBe(true)
})

test.runIf(existsSync('/dev/full'))('a disk that fills up leaves no half file', async () => {
  for (const name of ['followers.csv', 'report.xlsx', 'result.json']) {
    await writeFile(join(folder, name), 'of yesterday')
  }
  let closed = false
  const members = async function* (): AsyncGenerator<Member> {
    try {
      for (let index = 0; index < 5_000; index++) yield member(`user_${index}`, index)
    } finally {
      closed = true
    }
  }
  for (const name of ['followers.csv', 'report.xlsx', 'result.json']) {
    await symlink('/dev/full', join(folder, `${name}.part`))
    closed = false
    const writing = writeReport(folder, report(table([], { members })))
    await expect(writing).rejects.toBeInstanceOf(DiskFullError)
    expect(closed).toBe(true)
    expect(await readFile(join(folder, name), 'utf8')).toBe('of yesterday')
    expect(await readdir(folder)).toHaveLength(3)
    await unlink(join(folder, `${name}.part`)).catch(() => undefined)
  }
})
