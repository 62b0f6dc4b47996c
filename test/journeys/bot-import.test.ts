import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { Exports, FOLDER, followersFile, namedFile } from '../../src/exports/test-archive.ts'
import { Town } from '../bot-api/town.ts'
import { makeTestDatabase } from '../databases.ts'

test('an export that is sent as a file is compared, and nothing of it is kept', async () => {
  await using town = await openTown()
  await using _bot = await town.live(['bot'])
  await using exports = await Exports.open()
  const person = town.person(1001, 'en')
  await person.says('/start')
  const files = {
    [`${FOLDER}/followers_1.json`]: followersFile(['amber', 'bo', 'cy']),
    [`${FOLDER}/following.json`]: namedFile('relationships_following', ['bo', 'dee', 'ezh.2']),
  }
  const zip = await readFile(await exports.zip(files))
  person.sendsFile('instagram-ada-2026-11-01-aB3.zip', zip)
  const result = await person.sees('@ada: done')
  expect(result.file?.name).toBe('ada.xlsx')
  expect(result.caption).toContain('1 mutual')
  expect(result.caption).toContain('3 followers · 3 following')
  expect(result.caption).toContain('I have kept nothing of it')
  await town.telegram.until(
    'no more of it',
    () => !person.read.some(({ text }) => text?.includes('I am reading')),
  )
  expect(await readdir(join(town.settings.EVERCHECK_DATA ?? '', 'telegram'))).toEqual([])
  const checks = await town.app.db.selectFrom('checks').select('id').execute()
  expect(checks).toEqual([])

  // What cannot be read is said, with what to do.
  const html = await exports.zip({ [`${FOLDER}/followers_1.html`]: '<html></html>' }, 'a.zip')
  person.sendsFile('a.zip', await readFile(html))
  await person.sees(/made of web pages.*\n.*JSON instead of HTML/)
  person.sendsFile('followers.html', Buffer.from('<html></html>'), 'text/html')
  person.sendsFile('b.zip', await readFile(await exports.zip({ 'x.json': '{}' }, 'b.zip')))
  await person.sees('no lists of followers or following')
  person.sendsFile('c.zip', zip.subarray(0, zip.length - 40))
  await person.sees('damaged, or its download was cut off')
  person.sendsFile('d.zip', Buffer.alloc(20 * 1024 * 1024 + 1))
  await person.sees('load files of up to 20 MB')
  person.sendsFile('holiday.jpg', Buffer.from('jpg'), 'image/jpeg')
  await person.sees('This is something else')
})

test('two exports of a profile are compared, whichever is sent first, and another profile’s alone', {
  tags: 'long',
}, async () => {
  await using town = await openTown()
  await using _bot = await town.live(['bot'])
  await using exports = await Exports.open()
  const person = town.person(1001, 'en')
  await person.says('/start')
  const zip = async (name: string, followers: readonly string[]) =>
    readFile(
      await exports.zip(
        {
          [`${FOLDER}/followers_1.json`]: followersFile([...followers]),
          [`${FOLDER}/following.json`]: namedFile('relationships_following', ['bo']),
        },
        name,
      ),
    )
  const newer = 'instagram-ada-2026-11-01-aB3.zip'
  const older = 'instagram-ada-2026-10-01-aB3.zip'
  person.sendsFile(newer, await zip(newer, ['amber', 'bo', 'cy']))
  await person.sees('@ada: done')
  await person.taps('Compare with an earlier one')
  await person.sees('Send me an earlier export')
  person.sendsFile(older, await zip(older, ['amber', 'dee']))
  const both = await person.sees(/Since .*: 2 new, 1 gone/)
  expect(both.captionEntities.some(({ type }) => type === 'date_time')).toBe(true)
  person.sendsFile(newer, await zip(newer, ['amber', 'bo', 'cy']))
  await town.telegram.until(
    'the same again',
    () => person.read.filter(({ caption }) => caption?.includes('2 new, 1 gone')).length === 2,
  )
  const other = 'instagram-eve-2026-11-02-aB3.zip'
  person.sendsFile(other, await zip(other, ['amber']))
  expect((await person.sees('@eve: done')).caption).not.toContain('Since')
})

test.each(['en', 'ru'] as const)('an example is a tap away, in %s', async (language) => {
  await using town = await openTown()
  await using _bot = await town.live(['bot'])
  const person = town.person(1001, language)
  await person.says('/start')
  await person.taps('📦')
  await person.sees('JSON')
  await person.taps(language === 'en' ? 'Show me an example' : 'Показать пример')
  const result = await person.sees(language === 'en' ? 'made up' : 'вымышлены')
  expect(result.file?.name).toMatch(/\.xlsx$/)
})

async function openTown(): Promise<Town> {
  const database = await makeTestDatabase()
  onTestFinished(() => database.drop())
  return Town.open({ databaseUrl: database.url })
}
