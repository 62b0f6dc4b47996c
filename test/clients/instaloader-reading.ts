import { strict as assert } from 'node:assert'
import { DISGUISES } from '../../simulator/world/accounts.ts'
import { type Answer, library, NO_WAITING, why } from './instaloader.ts'
import { type Stage, sorted } from './stage.ts'
import { THEN, type Try } from './try.ts'

const client = 'instaloader'
const LISTS = ['followers', 'following'] as const
/** The versions that look profiles up by the app's `web_profile_info`. */
const ASKS_THE_APP = { before: '4.10' } as const
/** The first version that asks for them by `doc_id`; those of 4.15.1 have been retired. */
const ASKS_BY_DOC_ID = '4.15.1'

/** How instaloader reads profiles and lists, and what stops it. */
export const instaloaderReading: readonly Try[] = [
  {
    client,
    title: 'finds a pk by searching the name',
    async run(stage) {
      const session = await sessionOf(stage)
      const answer = await library(stage, { act: 'search', ...session, target: 'ada.example' })
      assert.deepEqual(answer.found, [
        ['ada.example', (await stage.control('truth/ada.example')).pk],
      ])
      return 'the pk is right'
    },
  },
  {
    client,
    title: 'is too old an app for the profiles of today',
    versions: ASKS_THE_APP,
    async run(stage) {
      const session = await sessionOf(stage)
      const answer = await library(stage, { act: 'profile', ...session, target: 'ada.example' })
      assert.match(why(answer), /QueryReturnedBadRequestException: 400 Bad Request/)
      return 'QueryReturnedBadRequestException: 400 (row 10b: unsupported version)'
    },
  },
  {
    client,
    title: 'asks for profiles by a doc_id that is retired today',
    versions: { from: ASKS_BY_DOC_ID },
    async run(stage) {
      const session = await sessionOf(stage)
      const answer = await library(stage, { act: 'profile', ...session, target: 'ada.example' })
      assert.match(why(answer), /401 Unauthorized.*Please wait a few minutes/)
      return '401 Please wait a few minutes (row 1 as a retired surface gives it)'
    },
  },
  {
    client,
    title: 'reads profiles of 2022 as they are: public, private, unknown, one that blocks',
    versions: ASKS_THE_APP,
    faults: THEN,
    run: readsProfiles,
  },
  {
    client,
    title: 'reads both lists of 1663 and 1204 to the last one, when GraphQL lists live',
    faults: THEN,
    async run(stage) {
      for (const list of LISTS) {
        const answer = await readList(stage, await sessionOf(stage), 'ada.example', list)
        const truth = await stage.truth('ada.example', list)
        assert.deepEqual([answer.count, answer.pks?.length], [truth.length, truth.length])
        assert.deepEqual(sorted(answer.pks ?? []), truth)
      }
      return '1663 and 1204, each once, equal to the truth'
    },
  },
  {
    client,
    title: 'reads both lists by the methods of the profile, as its users do',
    versions: ASKS_THE_APP,
    faults: THEN,
    async run(stage) {
      const session = await sessionOf(stage)
      for (const list of LISTS) {
        const order = { act: 'list', ...session, target: 'friend.example', list } as const
        const answer = await library(stage, order)
        assert.deepEqual(sorted(answer.pks ?? []), await stage.truth('friend.example', list))
      }
      await library(stage, { act: 'write-session', ...session, to: 'session' })
      const args = ['--login', 'keeper', '--no-posts', '--no-profile-pic', ...NO_WAITING]
      const program = await stage.run([...args, '@lonely.example'])
      const stored = program.stdout.match(/Stored ID \d+ for profile/g) ?? []
      assert.equal(stored.length, (await stage.truth('lonely.example', 'following')).length)
      return 'get_followers, get_followees and @profile: equal to the truth'
    },
  },
  {
    client,
    title: 'takes a list that died in September 2026 for an empty one',
    async run(stage) {
      const answer = await readList(stage, await sessionOf(stage), 'ada.example', 'followers')
      assert.equal(answer.error, undefined)
      assert.deepEqual([answer.count, answer.pks], [1663, []])
      return 'count 1663, nobody, and no error'
    },
  },
  {
    client,
    title: 'sees nobody in the lists of a private target',
    faults: THEN,
    async run(stage) {
      const answer = await readList(stage, await sessionOf(stage), 'private.example', 'followers')
      assert.equal(answer.error, undefined)
      assert.deepEqual([answer.count, answer.pks], [310, []])
      return 'count 310, nobody, and no error'
    },
  },
  ...DISGUISES.map((disguise) => resumes(disguise)),
  {
    client,
    title: 'repeats the please-wait 401 at once, and gives up',
    faults: { ...THEN, once: [{ row: '1', surface: 'graphql:list', forMs: 600_000 }] },
    async run(stage) {
      const answer = await readThrice(stage)
      assert.match(why(answer), /401/)
      assert.deepEqual(answer.waits, [])
      assert.equal((await stage.control('counters')).throttleAnswers, 3)
      return 'three requests in a row, no waiting'
    },
  },
  {
    client,
    title: 'wants to wait eleven minutes at every 429',
    faults: { ...THEN, once: [{ row: '18', surface: 'graphql:list', forMs: 600_000 }] },
    async run(stage) {
      const answer = await readThrice(stage)
      assert.match(why(answer), /429/)
      assert.equal(answer.waits[0], 666)
      assert.equal((await stage.control('counters')).throttleAnswers, 3)
      return 'three requests, 666 s before the next one'
    },
  },
  {
    client,
    title: 'cannot read on when a challenge waits',
    faults: THEN,
    async run(stage) {
      const session = await sessionOf(stage)
      await stage.control('accounts', { username: 'keeper', standing: 'challenged' })
      const answer = await readList(stage, session, 'ada.example', 'followers')
      assert.match(why(answer), /400 Bad Request/)
      return why(answer).slice(0, 80)
    },
  },
  {
    client,
    title: 'is gated where only HTTP/2 is let in: it speaks HTTP/1.1',
    faults: { ...THEN, http1Gate: true },
    async run(stage) {
      const answer = await readList(stage, await sessionOf(stage), 'ada.example', 'followers')
      assert.match(why(answer), /429/)
      assert.deepEqual((await stage.control('counters')).byProtocol['http/1.1'], 1)
      return '429 at its first request (row 17)'
    },
  },
]

type Session = { readonly username: string; readonly cookies: Readonly<Record<string, string>> }

async function sessionOf(stage: Stage): Promise<Session> {
  return { username: 'keeper', cookies: await stage.cookiesOf('keeper') }
}

/** Reads a list by its query alone: no version finds the profile in the Instagram of today. */
async function readList(
  stage: Stage,
  session: Session,
  target: string,
  list: (typeof LISTS)[number],
  more: { readonly attempts?: number } = {},
): Promise<Answer> {
  const { pk } = await stage.control(`truth/${target}`)
  return library(stage, { act: 'list', ...session, target, pk, list, ...more })
}

async function readThrice(stage: Stage): Promise<Answer> {
  return readList(stage, await sessionOf(stage), 'ada.example', 'followers', { attempts: 3 })
}

async function readsProfiles(stage: Stage): Promise<string> {
  const session = await sessionOf(stage)
  const profile = (target: string) => library(stage, { act: 'profile', ...session, target })
  for (const target of ['ada.example', 'private.example', 'friend.example', 'off.example']) {
    const truth = await stage.control(`truth/${target}`)
    const found = (await profile(target)).profile
    assert.deepEqual(found, {
      pk: truth.pk,
      username: target,
      fullName: truth.fullName,
      biography: truth.biography,
      followers: truth.followersCounter,
      following: truth.followingCounter,
      isPrivate: truth.isPrivate,
      isVerified: truth.isVerified,
      followedByViewer: target === 'friend.example',
      picture: found?.picture,
    })
  }
  for (const target of ['blocker.example', 'nobody.at.all']) {
    assert.match(why(await profile(target)), /ProfileNotExistsException: .* does not exist/)
  }
  assert.match(why(await profile('shop.example')), /400 Bad Request/)
  return 'all fields equal to the truth; ProfileNotExistsException; business: 400 (row 39b)'
}

/** A death after 728 rows; what it froze then is thawed by the next session. */
function resumes(disguise: (typeof DISGUISES)[number]): Try {
  return {
    client,
    title: `goes on at 728 after a death (${disguise}), with the session of a new login`,
    faults: THEN,
    async run(stage) {
      const first = await sessionOf(stage)
      await stage.control('sessions/kill', { username: 'keeper', disguise, afterRows: 728 })
      const before = await readList(stage, first, 'ada.example', 'followers')
      assert.equal(before.pks?.length, 728)
      const after = await readList(stage, await sessionOf(stage), 'ada.example', 'followers')
      assert.equal(after.resumedAt, 727)
      const union = [...new Set([...(before.pks ?? []), ...(after.pks ?? [])])]
      assert.deepEqual(sorted(union), await stage.truth('ada.example', 'followers'))
      return `${why(before).slice(0, 90)}; 1663 in the end`
    },
  }
}
