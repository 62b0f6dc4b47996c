import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { systemClock } from '../../src/kernel/clock.ts'
import { WORKBOOK_FILE } from '../../src/reports/report-folder.ts'
import { writeReport } from '../../src/reports/write-report.ts'
import { LANGUAGES } from '../../src/words/language.ts'
import { runCommand } from '../run-command.ts'
import { REPORT_CASES } from './report-cases.ts'

/**
 * Writes each made-up report in each language below `folder`, and draws its sheets as they would
 * be printed, with LibreOffice and pdftoppm (Debian: libreoffice-calc, poppler-utils). With the
 * schemas of the format, each part of each workbook is checked strictly by xmllint
 * (libxml2-utils, unzip).
 */
export async function reportScreens(
  { folder, schemas }: { readonly folder: string; readonly schemas: string | null },
  say: (line: string) => void,
): Promise<void> {
  for (const [name, make] of Object.entries(REPORT_CASES)) {
    for (const language of LANGUAGES) {
      const place = join(folder, `${name}-${language}`)
      await rm(place, { recursive: true, force: true })
      await mkdir(place, { recursive: true })
      const reader = { language, zone: 'Europe/Moscow', csv: 'comma' } as const
      await writeReport(place, make(), reader)
      const home = await mkdtemp(join(tmpdir(), 'screens-'))
      try {
        await drawPages(place, home)
        if (schemas !== null) await checkParts(place, home, schemas)
      } finally {
        await rm(home, { recursive: true, force: true })
      }
      const pictures = (await readdir(place)).filter((file) => file.endsWith('.png'))
      say(`${place}: ${pictures.length} pictures`)
    }
  }
}

async function drawPages(place: string, home: string): Promise<void> {
  await run('soffice', [
    `-env:UserInstallation=file://${home}`,
    ...['--headless', '--convert-to', 'pdf', '--outdir', home, join(place, WORKBOOK_FILE)],
  ])
  const pdf = join(home, WORKBOOK_FILE.replace('.xlsx', '.pdf'))
  await run('pdftoppm', ['-png', '-r', '80', pdf, join(place, 'page')])
}

/** Which schema a part of a workbook obeys. */
const SCHEMAS: readonly (readonly [part: RegExp, schema: string])[] = [
  [/^xl\/(workbook|styles)\.xml$/, 'sml.xsd'],
  [/^xl\/worksheets\/sheet\d+\.xml$/, 'sml.xsd'],
  [/\.rels$/, 'opc-relationships.xsd'],
  [/^\[Content_Types\]\.xml$/, 'opc-contentTypes.xsd'],
]

async function checkParts(place: string, home: string, schemas: string): Promise<void> {
  const parts = join(home, 'parts')
  await run('unzip', ['-q', join(place, WORKBOOK_FILE), '-d', parts])
  for (const file of await readdir(parts, { recursive: true })) {
    const schema = SCHEMAS.find(([part]) => part.test(file))?.[1]
    if (schema === undefined) continue
    const path = join(parts, file)
    // Excel itself writes this attribute, which keeps blanks around a text; the schema forgot it.
    const xml = (await readFile(path, 'utf8')).replaceAll(' xml:space="preserve"', '')
    await writeFile(path, xml)
    await run('xmllint', ['--noout', '--nonet', '--schema', join(schemas, schema), path])
  }
}

async function run(file: string, args: readonly string[]): Promise<void> {
  const lines: string[] = []
  const end = await runCommand(systemClock, {
    file,
    args,
    env: process.env,
    silenceMsMax: 120_000,
    hopeless: null,
    onLine: (line) => void lines.push(line),
  })
  if (end.kind !== 'done') throw new Error(`${file} ${end.why}: ${lines.slice(-5).join(' / ')}`)
}
