import { sql } from 'kysely'
import { expect, onTestFinished, test } from 'vitest'
import { telegramIdentity } from '../../src/customers/customer.ts'
import { customerOf } from '../../src/customers/customer-store.ts'
import { recordEvent } from '../../src/events/event-store.ts'
import { words } from '../bot-api/person.ts'
import { Town } from '../bot-api/town.ts'
import { makeTestDatabase } from '../databases.ts'

const ODD = 'Ада "<b>& 👩‍👩‍👧 \u202Eمرحبا\u0000 *_[x](y)_*'

test('whatever somebody is called and however much he writes, he is answered and understood', async () => {
  await using town = await openTown({ operators: [7] })
  await using _bot = await town.live()
  const operator = town.person(7, 'en')
  const person = town.person(1001, 'ru', ODD)
  await operator.says('/start')
  await person.says('/start')
  for (const text of ['x'.repeat(5000), '😀'.repeat(2000), '\u202E@ada', '"; drop table', '@']) {
    expect(words(await person.says(text))).not.toMatch(/сломалось|undefined|null/)
  }
  await person.says('/paysupport')
  await person.taps('Написать человеку')
  person.types('а'.repeat(4096))
  const question = await operator.sees('A question about a payment')
  expect(question.text?.length).toBeLessThanOrEqual(4096)
  expect(question.text).toContain('Ада "<b>&')
  operator.types('We are looking into it.', question.id)
  await person.sees('We are looking into it.')
  await operator.says('/admin_find tg:1001')
  await operator.sees(/Ада "<b>&/)
})

test('every command is a button, and what is no business of the bot’s changes nothing', {
  tags: 'long',
}, async () => {
  await using town = await openTown()
  await using _bot = await town.live(['bot'])
  const { telegram } = town
  const person = town.person(1001, 'ru')
  await person.says('/start')
  const buttons = [
    ['За кем слежу', 'Вы ни за кем не следите.'],
    ['Кого не показывать', 'В списках видны все.'],
    ['Условия', 'Кредиты не сгорают.'],
    ['Вопрос по оплате', 'По оплате отвечаю я'],
    ['Остановить проверку', 'Останавливать нечего'],
    ['Удалить всё обо мне', 'Удалить всё о вас?'],
  ] as const
  for (const [button, said] of buttons) {
    await person.says('/start')
    await person.taps('Ещё …')
    await person.taps(button)
    await person.sees(said)
  }
  await person.taps('Оставить всё как есть')
  await person.sees('всё остаётся как есть')

  const before = person.read.length
  const from = telegram.people.get(1001)
  const date = Math.floor(Date.now() / 1000)
  const group = { id: -100_500, type: 'supergroup', title: 'Friends' }
  const said = { message_id: 9, date, from, chat: group, text: '/check ada.example' }
  const inGroup = [
    { message: said },
    { edited_message: { ...said, edit_date: date } },
    { channel_post: { ...said, from: undefined, chat: { ...group, type: 'channel' } } },
    { callback_query: { id: 'q-1', from, chat_instance: '1', data: 'm:forget', message: said } },
    {
      // Somebody throws the bot out of a group: that is no reason to write to him no more.
      my_chat_member: {
        chat: group,
        from,
        date,
        old_chat_member: { status: 'member', user: from },
        new_chat_member: { status: 'left', user: from },
      },
    },
  ]
  for (const [at, update] of inGroup.entries()) {
    telegram.queue.push({ update_id: 990_000 + at, ...update } as never)
  }
  for (const what of [
    { sticker: { file_id: 's', file_unique_id: 's', type: 'regular', width: 1, height: 1 } },
    { voice: { file_id: 'v', file_unique_id: 'v', duration: 1 } },
    { document: { file_id: 'd', file_unique_id: 'd', file_name: '../../etc/passwd' } },
    { contact: { phone_number: '+7', first_name: '<script>' } },
  ]) {
    person.sends(what)
  }
  await telegram.until('four answers', () => person.read.length === before + 4)
  // A button of a message that is gone, and one that never was.
  const gone = person.last
  person.deletes(gone)
  person.presses({ ...gone, text: null }, 'm:menu')
  await person.sees('Рад видеть вас')
  person.presses(person.last, 'x!:chk_of_nobody')
  person.presses(person.last, `go:${'a'.repeat(60)}:1`)
  await person.says('/language')
  expect(person.read).toHaveLength(before + 5)
  const chats = await town.app.db.selectFrom('telegram_chats').selectAll().execute()
  expect(chats.map(({ silent_since: since }) => since)).toEqual([null])
  expect(await town.app.db.selectFrom('checks').selectAll().execute()).toEqual([])
})

test('whoever blocks the bot hears nothing, and all of it when he comes back, at every step', {
  tags: 'long',
}, async () => {
  await using town = await openTown()
  await using _bot = await town.live()
  for (const step of ['asked', 'ordered', 'done'] as const) {
    const person = town.person({ asked: 1, ordered: 2, done: 3 }[step], 'en')
    await person.says('/start')
    person.types('ada.example')
    if (step === 'asked') person.blocks()
    else {
      await person.taps('Start')
      if (step === 'ordered') person.blocks()
      else {
        await person.sees('Was it right?')
        person.blocks()
        person.presses(person.last, 'nothing')
      }
    }
    await quiet(town)
    await person.says('/help')
    if (step === 'ordered') await person.sees('@ada.example: done')
    if (step === 'asked') {
      person.types('ada.example')
      await person.taps('Start')
      await person.sees('@ada.example: done')
    }
  }
})

test('three order the same profile, one switches the language and one is forgotten meanwhile', {
  tags: 'long',
}, async () => {
  await using town = await openTown()
  const worker = await town.live(['work'])
  await using _bot = await town.live(['bot'])
  const [one, two, three] = [1, 2, 3].map((id) => town.person(id, 'en'))
  if (!one || !two || !three) throw new Error('three people')
  for (const person of [one, two, three]) {
    await person.says('/start')
    person.types('ada.example')
    await person.button('Start')
    if (person === one) await worker.end()
  }
  for (const person of [one, two, three]) {
    await person.taps('Start')
    await person.sees(/queue|Reading/)
  }
  await two.says('/language')
  await two.taps('Русский')
  await three.says('/forget')
  await three.taps('Delete everything')
  await three.sees('1 check stopped.')
  await town.live(['work'])
  await one.sees('@ada.example: done')
  await two.sees('@ada.example: готово')
  expect(three.read.filter(({ file }) => file !== null)).toEqual([])
  expect(await customerOf(town.app, telegramIdentity(3))).toBeNull()
})

test('a button does nothing in another chat, and an old one nothing twice', async () => {
  await using town = await openTown()
  const first = await town.live()
  const owner = town.person(1, 'en')
  await owner.says('/start')
  owner.types('ada.example')
  const { message, button } = await owner.button('Start')
  if (!('callback_data' in button)) throw new Error('no button')
  await owner.taps('Start')
  const result = await owner.sees('@ada.example: done')
  await owner.sees('Was it right?')
  const check = await town.app.db.selectFrom('checks').select('id').executeTakeFirstOrThrow()
  const thief = town.person(2, 'en')
  await thief.says('/start')
  await town.telegram.until('three messages', () => thief.read.length === 3)
  const before = thief.read.length
  for (const verb of ['sh', 'x', 'x!', 'fr', 'fw', 'pg'])
    thief.presses(thief.last, `${verb}:${check.id}`)
  for (const data of [`l:${check.id}:0:1`, `csv:${check.id}:0`, `ig:${check.id}:0:1:1`]) {
    thief.presses(thief.last, data)
  }
  await thief.says('/help')
  expect(thief.read.slice(before).map(words)).toEqual([expect.stringContaining('How it works')])
  const feedback = await town.app.db.selectFrom('check_feedback').select('check_id').execute()
  expect(feedback).toEqual([])

  await first.end()
  await using _again = await town.live()
  // The card has become the result long ago; its button is still in somebody's hand.
  owner.presses({ ...message, keyboard: null }, String(button.callback_data))
  await owner.says('/checks')
  const checks = await town.app.db.selectFrom('checks').select('id').execute()
  expect(checks).toHaveLength(1)
  expect(result.file).not.toBeNull()
})

test('a file that Telegram does not take comes in parts, and a deleted message anew', {
  tags: 'long',
}, async () => {
  await using town = await openTown()
  await using _bot = await town.live()
  const person = town.person(1, 'en')
  await person.says('/start')
  town.telegram.faults.push({ kind: 'too-large', method: 'editMessageMedia', times: 1 })
  person.types('ada.example')
  await person.taps('Start')
  await person.sees('larger than Telegram takes')
  await person.sees('Was it right?')
  const files = person.read.flatMap(({ file }) => (file === null ? [] : [file.name]))
  expect(files).toContain('ada.example.not-following-back.csv')
  expect(words(await person.sees('@ada.example: done'))).toContain('Complete')
  await person.taps('CSV')
  const archive = await town.telegram.until('the lists', () =>
    person.read.find(({ file }) => file?.name === 'ada.example.csv.zip'),
  )
  expect(archive.file?.bytes.length).toBeGreaterThan(1000)
  // Edited messages and groups are not heard of.
  expect(town.telegram.allowed).toEqual(expect.not.arrayContaining(['edited_message']))
  await quiet(town)
  const before = person.read.length
  person.sends({ chat: { id: -100, type: 'group', title: 'g' }, text: '/start' })
  await person.says('/help')
  expect(person.read.length).toBe(before + 1)
})

test('a friend who had something checked earns his inviter a credit, once', {
  tags: 'long',
}, async () => {
  await using town = await openTown({ settings: { EVERCHECK_REFERRAL: '1:1' } })
  await using _bot = await town.live()
  const inviter = town.person(1, 'en')
  await inviter.says('/start')
  await inviter.says('/balance')
  await inviter.taps('Invite friends')
  const link = /start=(i_\w+)/.exec(words(await inviter.sees('Your link')))?.[1]
  const friend = town.person(2, 'en')
  await friend.says(`/start ${link}`)
  for (let time = 0; time < 2; time += 1) {
    friend.types('ada.example')
    await friend.taps('Start')
    await town.telegram.until(
      'a result',
      () => friend.read.filter(({ file }) => file).length > time,
    )
  }
  await inviter.sees('1 friend of yours had something checked')
  await quiet(town)
  const customer = await customerOf(town.app, telegramIdentity(1))
  expect(customer?.balanceCredits).toBe(1)
})

test('who watches hears what has changed, with the result a tap away', {
  tags: 'long',
}, async () => {
  await using town = await openTown()
  await using _bot = await town.live()
  const person = town.person(1, 'en')
  await person.says('/start')
  person.types('ada.example')
  await person.taps('Start')
  await person.sees('Was it right?')
  await person.taps('Watch')
  await person.sees('I am watching @ada.example')
  const customer = await customerOf(town.app, telegramIdentity(1))
  const check = await town.app.db.selectFrom('checks').select('id').executeTakeFirstOrThrow()
  const { id: watch } = await town.app.db
    .selectFrom('watches')
    .select('id')
    .executeTakeFirstOrThrow()
  const change = { gained: 1, lost: 2, renamed: 0 }
  const detail = { target: 'ada.example', watch, check: check.id, ...change }
  await recordEvent(town.app, { kind: 'watch-changed', customer: customer?.id ?? '', detail })
  await person.sees('@ada.example has changed: 1 new, 2 gone.')
  await person.taps('Show')
  await town.telegram.until(
    'the result again',
    () => person.read.filter(({ file }) => file).length > 1,
  )
  await recordEvent(town.app, {
    kind: 'watch-paused',
    customer: customer?.id ?? '',
    detail: { target: 'ada.example', why: 'credits' },
  })
  await person.sees('you do not have enough credits')
  await person.says('/watch')
  // Nobody knows where he is, so he is asked; then it is night for him, and later it is not.
  await person.taps('🌙 Quiet at night')
  await person.taps('My clock shows other minutes')
  await person.button(/^\d\d:\d\d · Nepal$/)
  await person.taps('← Back')
  const hour = new Date(Date.now() + 3 * 3_600_000).toISOString().slice(11, 13)
  await person.taps(new RegExp(`^${hour}:\\d\\d$`))
  await person.sees('From ten at night to eight in the morning')
  const quiet = () =>
    town.app.db
      .selectFrom('watches')
      .innerJoin('customers', 'customers.id', 'watches.customer_id')
      .select(['quiet_from', 'quiet_until', 'zone'])
      .executeTakeFirstOrThrow()
  expect(await quiet()).toEqual({ quiet_from: 1320, quiet_until: 480, zone: 'Etc/GMT-3' })
  await person.taps('☀️ At any hour')
  await person.says('/watch')
  expect(await quiet()).toMatchObject({ quiet_from: null, quiet_until: null })
  // In Nepal it is a quarter to six hours later than in Greenwich.
  const nepal = new Date(Date.now() + (5 * 60 + 45) * 60_000).toISOString().slice(11, 16)
  person.presses(person.last, 'qo')
  const { button } = await person.button('Nepal')
  expect(button.text.slice(0, 2)).toBe(nepal.slice(0, 2))
  await person.taps('Nepal')
  await person.sees('From ten at night to eight in the morning')
  expect((await quiet()).zone).toMatch(/^Asia\/Kath?mandu$/)
  // What has told of the change ends it, too.
  await person.taps('Stop watching')
  await person.sees('You are not watching anyone.')

  // What was read for him serves again, and says how old it is.
  person.types('ada.example')
  await person.sees('I have read this for you before: its followers')
  await person.taps('Use what I have read')
  await town.telegram.until(
    'the result of both',
    () => person.read.filter(({ caption }) => caption?.includes('done')).length >= 3,
  )
  const reused = await sql<{ count: number }>`
    select count(*)::integer as count from check_progress where reused_from is not null
  `.execute(town.app.db)
  expect(reused.rows[0]?.count).toBe(2)
})

test('who has another name is shown by both, and what a check waits for is said with its time', {
  tags: 'long',
}, async () => {
  await using town = await openTown()
  await using _bot = await town.live()
  const person = town.person(1, 'ru')
  await person.says('/start')
  person.types('ada.example')
  await person.taps('Начать')
  await person.sees('Всё верно?')
  const [change] = town.instagram.world.change({ target: 'ada.example', renamed: 1, followed: 2 })
  await sql`
    update checks set finished_at = finished_at - interval '25 hours',
      created_at = created_at - interval '25 hours'
  `.execute(town.app.db)
  await sql`
    update check_progress set last_update_at = last_update_at - interval '25 hours'
  `.execute(town.app.db)
  town.set({ once: [{ row: '16', list: 'followers', afterRows: 25, times: 1 }] })
  await person.taps('Проверить ещё раз')
  await person.taps('Начать')
  const waits = await person.sees('Instagram просит подождать.')
  expect(words(waits)).toMatch(/Продолжу в \d\d:\d\d UTC, ничего не теряется\./)
  expect(waits.entities).toContainEqual(
    expect.objectContaining({ type: 'date_time', date_time_format: 't' }),
  )
  await sql`update instagram_accounts set resting_until = null, resting_why = null`.execute(
    town.app.db,
  )
  const result = await person.sees(/готово[\s\S]*новых 2/)
  expect(result.caption).toContain('1 сменил имя')
  await person.taps('Сменили имя · 1')
  await person.sees(`@${change?.newUsername} (раньше @${change?.username})`)
})

/** Waits until nothing is left to be dealt with. */
async function quiet(town: Town): Promise<void> {
  for (;;) {
    const left = await sql<{ count: number }>`
      select (select count(*) from telegram_updates where handled_at is null)
        + (select count(*) from checks where finished_at is null) as count
    `.execute(town.app.db)
    if (town.telegram.queue.length === 0 && Number(left.rows[0]?.count) === 0) return
    await new Promise((resolve) => setImmediate(resolve))
  }
}

async function openTown(
  options: { operators?: number[]; settings?: Record<string, string> } = {},
): Promise<Town> {
  const database = await makeTestDatabase()
  onTestFinished(() => database.drop())
  const town = await Town.open({ databaseUrl: database.url, ...options })
  await sql`delete from prices`.execute(town.app.db)
  return town
}
