import { mkdtemp, readdir, readFile } from 'node:fs/promises'
import { connect } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { crc32, deflateRawSync } from 'node:zlib'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { Exports, FOLDER, followersFile, namedFile } from '../../src/exports/test-archive.ts'
import { Stage } from '../api/stage.ts'
import { removeFolder } from '../quick-folder.ts'
import { Trial } from '../trial.ts'

// A folder of its own: others on this machine have theirs in the usual one.
beforeAll(async () => {
  vi.stubEnv('TMPDIR', await mkdtemp(join(tmpdir(), 'evercheck-imports-')))
})

afterAll(async () => {
  const folder = tmpdir()
  vi.unstubAllEnvs()
  await removeFolder(folder)
})

const NOW = {
  [`${FOLDER}/followers_1.json`]: followersFile(['ada', 'bob', 'cleo']),
  [`${FOLDER}/following.json`]: following(['bob', 'dora', 'eve']),
  [`${FOLDER}/pending_follow_requests.json`]: JSON.stringify({
    relationships_follow_requests_sent: [{ string_list_data: [{ value: 'zoe', timestamp: 1 }] }],
  }),
}
const BEFORE = {
  [`${FOLDER}/followers_1.json`]: followersFile(['ada', 'bob', 'finn']),
  [`${FOLDER}/following.json`]: following(['bob']),
}

function following(names: readonly string[]): string {
  return namedFile('relationships_following', names)
}

async function form(files: readonly (readonly [field: string, path: string])[]): Promise<FormData> {
  const body = new FormData()
  for (const [field, path] of files) {
    const name = path.split('/').at(-1) ?? ''
    body.append(field, new Blob([await readFile(path)]), name)
  }
  return body
}

async function send(api: Stage, query: string, form: FormData, token = api.admin) {
  const headers = { authorization: `Bearer ${token}` }
  const answer = await fetch(`${api.url}/imports${query}`, { method: 'POST', headers, body: form })
  const bytes = Buffer.from(await answer.arrayBuffer())
  const isJson = /json/.test(answer.headers.get('content-type') ?? '')
  const text = bytes.toString('utf8')
  const body = isJson && !query.includes('ndjson') ? JSON.parse(text) : null
  const retryAfter = answer.headers.get('retry-after')
  return { status: answer.status, text, bytes, body, retryAfter }
}

test('a customer sends an export and the one before, and gets what a check would say', async () => {
  await using trial = await Trial.open({ accounts: [], loggedIn: [] })
  await using api = await Stage.open(trial.app)
  await using exports = await Exports.open()
  const { id } = (await api.ask('/admin/customers', { body: { name: 'Grace' } })).body
  const token = await api.token({ kind: 'customer', customerId: id })
  const now = await exports.zip(NOW, 'instagram-ada-2026-11-01-aB3.zip')
  const before = await exports.zip(BEFORE, 'instagram-ada-2026-10-01-aB3.zip')
  const both = [
    ['export', now],
    ['before', before],
  ] as const
  const figures = await send(api, '', await form(both), token)
  expect(figures.body).toMatchObject({
    owner: 'ada',
    exportedAt: '2026-11-01T00:00:00.000Z',
    comparedWith: '2026-10-01T00:00:00.000Z',
    followers: { collected: 3, confidence: 'exported', why: null },
    counts: {
      'not-following-back': { count: 2 },
      lost: { count: 1 },
      gained: { count: 1 },
      pending: { count: 1 },
    },
  })
  const lost = await send(api, '?list=lost', await form(both), token)
  expect(lost.body).toMatchObject({ items: [{ username: 'finn' }], more: false, partial: false })
  const csv = await send(api, '?list=not-following-back&format=csv', await form(both), token)
  expect(csv.text.match(/dora|eve|bob/g)).toEqual(['dora', 'eve'])
  const lines = await send(api, '?list=fans&format=ndjson', await form([['export', now]]), token)
  expect(lines.text.trim().split('\n')).toHaveLength(2)
  const zip = await send(api, '?format=zip', await form([['export', now]]), token)
  for (const name of ['report.xlsx', 'result.json', 'followers.csv', 'pending.csv']) {
    expect([name, zip.bytes.includes(name)]).toEqual([name, true])
  }
  const gained = await send(api, '?list=gained', await form([['export', now]]), token)
  expect(gained).toMatchObject({ status: 409, body: { code: 'RESULT_NOT_THERE' } })
  const reader = await api.token({ kind: 'read' })
  expect((await send(api, '', await form([['export', now]]), reader)).status).toBe(403)
  expect(await leftOver()).toEqual([])
})

test('what is no export is refused by what is wrong with it, and nothing of it stays', async () => {
  await using trial = await Trial.open({ accounts: [], loggedIn: [] })
  await using api = await Stage.open(trial.app)
  await using exports = await Exports.open()
  const page = { [`${FOLDER}/followers_1.html`]: '<html>' }
  const half = (await readFile(await exports.zip(NOW))).subarray(0, 300)
  const cases = [
    ['EXPORT_IS_HTML', [['export', await exports.zip(page, 'page.zip')]]],
    ['EXPORT_WITHOUT_LISTS', [['export', await exports.zip({ 'a.json': '1' }, 'none.zip')]]],
    ['EXPORT_UNREADABLE', [['export', await exports.file(half, 'half.zip')]]],
    ['EXPORT_UNREADABLE', [['export', await exports.file('no zip', 'text.zip')]]],
    ['EXPORT_TOO_LARGE', [['export', await exports.file(bomb(), 'bomb.zip')]]],
    ['REQUEST_INVALID', [['other', await exports.zip(NOW, 'other.zip')]]],
    ['REQUEST_INVALID', []],
    ['REQUEST_INVALID', [['before', await exports.zip(NOW, 'before.zip')]]],
    [
      'BODY_TOO_LARGE',
      Array.from({ length: 17 }, () => ['export', join(exports.folder, 'text.zip')]),
    ],
  ] as const
  for (const [code, files] of cases) {
    const answer = await send(api, '', await form(files as readonly (readonly [string, string])[]))
    expect([answer.text, answer.body.code]).toEqual([answer.text, code])
    // Where it lay on the machine is told to nobody.
    expect(answer.text).not.toContain(tmpdir())
  }
  // Names in an archive lead nowhere: only their last part is looked at, and nothing is unpacked.
  const path = await exports.zip({ 'x/following.json': following(['bob']) }, 'odd.zip')
  const trick = await exports.file(
    renamed(await readFile(path), 'x/following.json', '../following.jso'),
    'trick.zip',
  )
  expect((await send(api, '', await form([['export', trick]]))).body.code).toBe('EXPORT_UNREADABLE')
  const json = await api.ask('/imports', { method: 'POST' })
  expect(json).toMatchObject({ status: 415, body: { code: 'MEDIA_TYPE_UNKNOWN' } })
  expect(await leftOver()).toEqual([])
})

test('one sender has one import at a time, and whoever goes away in the middle leaves nothing', async () => {
  await using trial = await Trial.open({ accounts: [], loggedIn: [] })
  await using api = await Stage.open(trial.app)
  await using exports = await Exports.open()
  const body = await form([['export', await exports.zip(NOW)]])
  const socket = connect(api.port, '127.0.0.1')
  socket.on('error', () => undefined)
  socket.write(
    [
      'POST /api/v1/imports HTTP/1.1',
      'Host: localhost',
      `Authorization: Bearer ${api.admin}`,
      'Content-Type: multipart/form-data; boundary=x',
      'Content-Length: 100000',
      '',
      '--x',
      'Content-Disposition: form-data; name="export"; filename="../../a.zip"',
      '',
      'PK and no more',
    ].join('\r\n'),
  )
  await expect.poll(leftOver).toHaveLength(1)
  expect(await send(api, '', body)).toMatchObject({
    body: { code: 'IMPORTS_TOO_MANY' },
    retryAfter: '30',
  })
  const other = await api.token({ kind: 'admin' })
  expect((await send(api, '', body, other)).status).toBe(200)
  socket.destroy()
  await expect.poll(leftOver).toEqual([])
  expect((await send(api, '', body)).status).toBe(200)
})

/** Folders of uploads and reports that are still there. */
async function leftOver(): Promise<readonly string[]> {
  const names = await readdir(tmpdir())
  return names.filter((name) => /^evercheck-(export|report)-/.test(name))
}

/** An archive of one list that unpacks to a thousand times its size. */
function bomb(): Buffer {
  const name = Buffer.from('followers_1.json')
  const content = Buffer.alloc(64 * 1024 * 1024, ' ')
  const packed = deflateRawSync(content)
  const sizes = Buffer.alloc(12)
  sizes.writeUInt32LE(crc32(content), 0)
  sizes.writeUInt32LE(packed.length, 4)
  sizes.writeUInt32LE(content.length, 8)
  const local = Buffer.alloc(30)
  local.writeUInt32LE(0x04034b50, 0)
  local.writeUInt16LE(20, 4)
  local.writeUInt16LE(8, 8)
  sizes.copy(local, 14)
  local.writeUInt16LE(name.length, 26)
  const central = Buffer.alloc(46)
  central.writeUInt32LE(0x02014b50, 0)
  central.writeUInt16LE(20, 6)
  central.writeUInt16LE(8, 10)
  sizes.copy(central, 16)
  central.writeUInt16LE(name.length, 28)
  const end = Buffer.alloc(22)
  end.writeUInt32LE(0x06054b50, 0)
  end.writeUInt16LE(1, 8)
  end.writeUInt16LE(1, 10)
  end.writeUInt32LE(central.length + name.length, 12)
  end.writeUInt32LE(local.length + name.length + packed.length, 16)
  return Buffer.concat([local, name, packed, central, name, end])
}

/** The same archive with another name of the same length in it. */
function renamed(archive: Buffer, from: string, to: string): Buffer {
  return Buffer.from(archive.toString('latin1').replaceAll(from, to), 'latin1')
}
