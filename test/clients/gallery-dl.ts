import { strict as assert } from 'node:assert'
import { DISGUISES, type Disguise } from '../../simulator/world/accounts.ts'
import { type Ended, isAtLeast } from './client.ts'
import { type Cookies, type Stage, sorted } from './stage.ts'
import type { Try } from './try.ts'

const client = 'gallery-dl'
const SITE = 'https://www.instagram.com'
/** No settings of anybody's, no pause between requests, no second attempt. */
const PLAIN = ['--config-ignore', '-o', 'sleep-request=0', '-o', 'retries=0'] as const
const FIRST_WITH = { followers: '1.29.5', following: '1.26.0' } as const
/** The first version that finds profiles by search, not by `web_profile_info`. */
const SEARCHES = '1.31.6'
const UNSUPPORTED_URL = 64

/** What gallery-dl can do with a browser's cookies, and what stops it. */
export const galleryDlTries: readonly Try[] = [
  {
    client,
    title: 'no longer logs in with a password',
    async run(stage) {
      const args = ['-u', 'second', '-p', stage.passwordOf('second'), '-s', avatar('ada.example')]
      const { code, stderr } = await stage.run([...PLAIN, ...args])
      assert.notEqual(code, 0)
      assert.match(stderr, /Login with username & password is no longer supported/)
      assert.deepEqual((await stage.control('counters')).loginAttempts, {})
      return 'Login with username & password is no longer supported. Use browser cookies instead.'
    },
  },
  {
    client,
    title: 'tells the address of a profile picture, and asks nobody for it but us',
    async run(stage) {
      const { pk } = await stage.control('truth/ada.example')
      const shown = await ask(stage, ['-g', avatar('ada.example')])
      assert.equal(shown.code, 0, shown.stderr)
      assert.match(shown.stdout, new RegExp(`^https://scontent\\.cdninstagram\\.com/.*${pk}\\.jpg`))
      const taken = await ask(stage, [avatar('ada.example')])
      assert.notEqual(taken.code, 0)
      assert.deepEqual([...new Set(stage.front.refused)], ['scontent.cdninstagram.com:443'])
      return 'the address is right; the download itself is refused by the front'
    },
  },
  {
    client,
    title: 'reads the counters of a profile',
    versions: { before: SEARCHES },
    async run(stage) {
      const { stdout } = await ask(stage, ['-j', avatar('ada.example')])
      const user = JSON.parse(stdout)[0]?.[1]?.user
      const truth = await stage.control('truth/ada.example')
      assert.deepEqual(
        [user.id, user.count_followed, user.count_follow, user.full_name],
        [truth.pk, truth.followersCounter, truth.followingCounter, truth.fullName],
      )
      return 'web_profile_info: equal to the truth'
    },
  },
  {
    client,
    title: 'finds a profile without posts, and no error, by REST and by GraphQL',
    async run(stage) {
      for (const api of ['rest', 'graphql']) {
        const args = ['-o', `api=${api}`, '-j', `${SITE}/ada.example/posts/`]
        const { code, stdout } = await ask(stage, args)
        assert.deepEqual([code, JSON.parse(stdout)], [0, []])
      }
      return 'an empty result'
    },
  },
  {
    client,
    title: 'cannot see a private profile, a business, one that blocks, one that is not',
    versions: { before: SEARCHES },
    async run(stage) {
      const posts = (name: string) => refusal(stage, `${SITE}/${name}/posts/`)
      assert.match(await posts('private.example'), /private\.example's posts are private/)
      assert.match(await posts('shop.example'), /'400 Bad Request' for .*web_profile_info/)
      assert.match(await posts('blocker.example'), /Login required to access this profile/)
      assert.match(await posts('nobody.at.all'), /'404 Not Found' for .*web_profile_info/)
      return 'posts are private; 400 (row 39b); Login required; 404'
    },
  },
  {
    client,
    title: 'sees a business, but no private profile, none that blocks, none that is not',
    versions: { from: SEARCHES },
    async run(stage) {
      const posts = (name: string) => refusal(stage, `${SITE}/${name}/posts/`)
      assert.equal((await ask(stage, ['-s', `${SITE}/shop.example/posts/`])).code, 0)
      assert.match(await posts('private.example'), /'400 Bad Request' for .*feed\/user/)
      assert.match(await posts('blocker.example'), /Requested user could not be found/)
      assert.match(await posts('nobody.at.all'), /Requested user could not be found/)
      return '400 (row 38); Requested user could not be found'
    },
  },
  {
    client,
    title: 'has no extractor for lists',
    versions: { before: FIRST_WITH.following },
    async run(stage) {
      for (const list of ['followers', 'following']) {
        const { code } = await ask(stage, ['-j', `${SITE}/ada.example/${list}/`])
        assert.equal(code, UNSUPPORTED_URL)
      }
      assert.equal((await stage.control('counters')).requests, 0)
      return 'Unsupported URL'
    },
  },
  readsList('followers'),
  readsList('following'),
  {
    client,
    title: 'is refused without cookies, and with a sessionid that nobody issued',
    async run(stage) {
      const without = await stage.run([...PLAIN, '-s', await oneRequest(stage)])
      assert.match(without.stderr, /'401 Unauthorized'/)
      const cookies = { ...(await stage.cookiesOf('keeper')), sessionid: '1%3Amade-up%3A1' }
      const wrong = await ask(stage, ['-s', await oneRequest(stage)], cookies)
      assert.match(wrong.stderr, /'401 Unauthorized'/)
      return "'401 Unauthorized'"
    },
  },
  ...DISGUISES.map((disguise) => meetsDeath(disguise)),
  meetsRow('1', /'401 Unauthorized'/, 'a throttle'),
  meetsRow('18', /'429 Too Many Requests'/, 'a throttle that says so'),
  meetsRow('6', /HTTP redirect to challenge page/, 'a challenge, by redirect'),
  meetsRow('11', /'400 Bad Request'/, 'a challenge, as JSON'),
  meetsRow('10', /'400 Bad Request'/, 'a checkpoint'),
  meetsRow('17', /'429 Too Many Requests'/, 'the HTTP/1.1 gate'),
  meetsRow('20', /'500 Internal Server Error'/, 'server trouble'),
]

function avatar(username: string): string {
  return `${SITE}/${username}/avatar/`
}

/** An address that makes it ask one thing first, and tell what was wrong with the answer. */
async function oneRequest(stage: Stage): Promise<string> {
  const { pk } = await stage.control('truth/ada.example')
  // Newer versions hide every failed look-up of a profile behind "could not be found".
  if (!isAtLeast(stage.client.version, FIRST_WITH.followers)) return avatar(`id:${pk}`)
  return `${SITE}/id:${pk}/followers/`
}

/** Runs it with the cookies of a login that was made elsewhere. */
async function ask(stage: Stage, args: readonly string[], cookies?: Cookies): Promise<Ended> {
  const own = cookies ?? (await stage.cookiesOf('keeper'))
  const file = await stage.write('cookies.txt', cookiesTxt(own))
  return stage.run(['--cookies', file, ...PLAIN, ...args])
}

/** Cookies in the format of Netscape, as browser extensions export them. */
function cookiesTxt(cookies: Cookies): string {
  const lines = Object.entries(cookies).map(([name, value]) =>
    ['.instagram.com', 'TRUE', '/', 'TRUE', '4102444800', name, value].join('\t'),
  )
  return `${['# Netscape HTTP Cookie File', ...lines].join('\n')}\n`
}

/** What it said about an address that it could not read. */
async function refusal(stage: Stage, url: string, cookies?: Cookies): Promise<string> {
  const { stderr } = await ask(stage, ['-s', url], cookies)
  assert.match(stderr, /\[error\]/)
  return stderr
}

function readsList(list: 'followers' | 'following'): Try {
  return {
    client,
    title: `reads the ${list} through REST, as the site does`,
    versions: { from: FIRST_WITH[list] },
    async run(stage) {
      const { code, stdout, stderr } = await ask(stage, ['-j', `${SITE}/ada.example/${list}/`])
      assert.equal(code, 0, stderr)
      const rows: readonly [number, string, { readonly pk: string }][] = JSON.parse(stdout)
      const pks = rows.filter(([kind]) => kind === 6).map(([, , user]) => user.pk)
      const truth = await stage.truth('ada.example', list)
      assert.deepEqual(sorted([...new Set(pks)]), truth)
      return `${pks.length} rows, ${truth.length} people: equal to the truth`
    },
  }
}

const DEATHS: Readonly<Record<Disguise, RegExp>> = {
  plain: /'403 Forbidden'/,
  redirect: /HTTP redirect to login page/,
  'login-wall': /JSONDecodeError/,
  'delete-cookie': /'403 Forbidden'/,
  'user-has-logged-out': /'403 Forbidden'/,
  'please-wait': /'401 Unauthorized'/,
  'saved-account': /JSONDecodeError/,
}

function meetsDeath(disguise: Disguise): Try {
  return {
    client,
    title: `meets a dead session (${disguise})`,
    async run(stage) {
      const cookies = await stage.cookiesOf('keeper')
      await stage.control('sessions/kill', { username: 'keeper', disguise })
      const said = await refusal(stage, await oneRequest(stage), cookies)
      assert.match(said, DEATHS[disguise])
      return DEATHS[disguise].exec(said)?.[0] ?? ''
    },
  }
}

function meetsRow(row: string, says: RegExp, what: string): Try {
  return {
    client,
    title: `meets ${what} (row ${row})`,
    // A challenge that is not true would lead on to the home page.
    faults: {
      once: ['info', 'list'].map((surface) => ({ row, surface, lasting: row === '6' })),
    },
    async run(stage) {
      const said = await refusal(stage, await oneRequest(stage))
      assert.match(said, says)
      assert.equal((await stage.control('counters')).faults[row], 1)
      return says.exec(said)?.[0] ?? ''
    },
  }
}
