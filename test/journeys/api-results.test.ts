import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { sql } from 'kysely'
import { expect, test } from 'vitest'
import { readWorkbook } from '../../src/reports/read-workbook.ts'
import { Stage } from '../api/stage.ts'
import { ADA, Trial } from '../trial.ts'

test('every list of a result is the truth, in pages and in every format', async () => {
  await using trial = await Trial.open()
  await using api = await Stage.open(trial.app)
  const { id } = (await api.ask('/checks', { body: { target: ADA.username } })).body
  await trial.check()
  const followers = trial.truth('followers')
  const following = trial.truth('following')
  const oneSided = following.filter((pk) => !followers.includes(pk))
  const path = `/checks/${id}/result`

  const { body: figures } = await api.ask(path)
  expect(figures).toMatchObject({
    state: 'completed',
    why: null,
    followers: { collected: ADA.followers, confidence: 'exact' },
    counts: {
      'not-following-back': { count: oneSided.length, atLeast: null, omitted: null },
      mutual: { count: following.length - oneSided.length },
      followers: { count: followers.length },
    },
  })
  for (const [list, truth] of [
    ['followers', followers],
    ['not-following-back', oneSided],
  ] as const) {
    for (const sort of ['name', 'key']) {
      const found: { key: string; username: string }[] = []
      let after = ''
      do {
        const page = await api.ask(`${path}?list=${list}&limit=9&sort=${sort}${after}`)
        found.push(...page.body.items)
        after = page.body.next && `&after=${encodeURIComponent(page.body.next)}`
      } while (after)
      expect(numbers(found.map(({ key }) => key))).toEqual(numbers(truth))
      const names = found.map(({ username }) => username)
      if (sort === 'name') expect(names).toEqual([...names].sort())
    }
    const ndjson = await api.ask(`${path}?list=${list}&format=ndjson`)
    expect(ndjson.headers.get('content-type')).toMatch(/^application\/x-ndjson/)
    const lines = ndjson.body
      .trim()
      .split('\n')
      .map((line: string) => JSON.parse(line).key)
    expect(numbers(lines)).toEqual(numbers(truth))
    const csv = await api.ask(`${path}?list=${list}&format=csv`)
    const rows = csv.body.trim().split('\r\n')
    expect(rows[0]).toBe('pk,username,full_name,is_private,is_verified')
    expect(numbers(rows.slice(1).map((row: string) => row.split(',')[0] ?? ''))).toEqual(
      numbers(truth),
    )
  }
  const file = join(trial.app.config.dataFolder, 'fans.xlsx')
  const xlsx = await fetch(`${api.url}${path}?list=fans&format=xlsx`, {
    headers: { authorization: `Bearer ${api.admin}` },
  })
  await writeFile(file, Buffer.from(await xlsx.arrayBuffer()))
  const [sheet] = await readWorkbook(file)
  const ids = (sheet?.rows ?? []).map((row) => row.at(-1) ?? '').filter((id) => /^\d+$/.test(id))
  expect(numbers(ids)).toEqual(numbers(followers.filter((pk) => !following.includes(pk))))
  const [somebody] = (await api.ask(`${path}?list=mutual&limit=1`)).body.items
  const part = somebody.username.slice(1, -1)
  const search = await api.ask(`${path}?list=mutual&q=${part.toUpperCase()}`)
  expect(search.body.items).toContainEqual(somebody)
  expect((await api.ask(`${path}?list=mutual&q=100%25`)).body.items).toEqual([])
  const foundFile = await api.ask(`${path}?list=mutual&format=ndjson&q=${part}`)
  expect(foundFile.headers.get('content-disposition')).toContain('-mutual-found.ndjson')
  const foundLines = foundFile.body.trim().split('\n')
  expect(foundLines.map((line: string) => JSON.parse(line))).toEqual(search.body.items)
  const { username, key } = somebody
  const fullName = 'Ёжик (в) ТУМАНЕ'
  await sql`update profiles set full_name = ${fullName} where pk = ${key}`.execute(trial.app.db)
  for (const typed of [
    ...['ёжик (В', 'тумане', ' ТУМАН', `@${username}`],
    `https://www.instagram.com/${username}/?hl=ru`,
  ]) {
    const found = await api.ask(`${path}?list=mutual&q=${encodeURIComponent(typed)}`)
    expect([typed, found.body.items]).toEqual([typed, [{ ...somebody, fullName }]])
  }
  const none = await api.ask(`${path}?list=lost`)
  expect(none).toMatchObject({ status: 409, body: { code: 'RESULT_NOT_THERE' } })
  const broken = await api.ask(`${path}?list=mutual&after=x`)
  expect(broken).toMatchObject({ status: 400, body: { code: 'CURSOR_INVALID' } })
})

function numbers(pks: readonly string[]): readonly string[] {
  return [...pks].sort((one, other) => Number(BigInt(one) - BigInt(other)))
}
