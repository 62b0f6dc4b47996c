/** What holds a door, and the test that must fail when it is taken out. */
export type Held = {
  /** The line of docs/security.md. */
  readonly door: number
  readonly name: string
  /** All that holds it: a door with two locks opens when both are gone. */
  readonly locks: readonly Lock[]
  readonly test: string
  /** A part of the names of its tests. */
  readonly shows: string
}

const LOGIN = 'src/instagram/login'
const DOORS = 'test/journeys/doors.test.ts'
const WALLS = 'test/journeys/browser-walls.test.ts'

/** The way out of the browser leads anywhere. */
const GATE: Lock = {
  file: `${LOGIN}/gate.ts`,
  text: 'port !== 443 || !isInstagrams(host)',
  without: 'port === 0',
}
/** Every page and every answer is taken for Instagram's. */
const ORIGIN: Lock = {
  file: `${LOGIN}/request-reading.ts`,
  text: 'return URL.parse(url)?.origin === ORIGIN',
  without: "return URL.parse(url)?.origin !== '' || ORIGIN === ORIGIN",
}
const OUTSIDE = 'test/journeys/outside.test.ts'

/** A piece of a file, which stands there once, and what stands there without it. */
export type Lock = { readonly file: string; readonly text: string; readonly without: string }

/** What was mended at the first eleven doors. */
export const HELD: readonly Held[] = [
  {
    door: 1,
    name: 'nobody looks whose a page is, and the way out leads anywhere',
    locks: [
      GATE,
      ORIGIN,
      {
        file: `${LOGIN}/login-flow.ts`,
        text: 'return facts.origin === ORIGIN ? readPage',
        without: "return facts.origin !== '' && ORIGIN !== '' ? readPage",
      },
    ],
    test: DOORS,
    shows: 'gets nothing typed',
  },
  {
    door: 1,
    name: 'answers of every host are believed',
    locks: [GATE, ORIGIN],
    test: DOORS,
    shows: 'answers of other hosts decide nothing',
  },
  {
    door: 1,
    name: 'the way out leads anywhere',
    locks: [GATE],
    test: DOORS,
    shows: 'a page reaches no other host',
  },
  {
    door: 1,
    name: 'the certificate of what answers is not checked',
    locks: [
      {
        file: 'src/instagram/wire/reach.ts',
        text: 'rejectUnauthorized: true',
        without: 'rejectUnauthorized: false',
      },
    ],
    test: DOORS,
    shows: 'browser and requests think alike',
  },
  {
    door: 2,
    name: 'cookies are taken as they come',
    locks: [
      {
        file: 'src/instagram/cookies/cookie.ts',
        text: 'if (!isCookieName(name) || !VALUE.test(value)) return undefined',
        without: '',
      },
    ],
    test: 'src/instagram/cookies/cookie.test.ts',
    shows: 'a cookie that no browser takes',
  },
  {
    door: 2,
    name: 'an expiry is taken as it comes',
    locks: [
      {
        file: 'src/instagram/cookies/cookie.ts',
        text: 'expires > 0 && expires <= EXPIRES_MAX',
        without: 'expires > 0',
      },
    ],
    test: 'src/instagram/cookies/cookie.test.ts',
    shows: 'expir',
  },
  {
    door: 3,
    name: 'folders are made for everybody',
    locks: [
      { file: 'src/main.ts', text: 'process.umask(0o077)', without: 'process.umask(0)' },
      {
        file: 'src/kernel/folders.ts',
        text: 'ensureFolder(folder: string, mode = 0o700)',
        without: 'ensureFolder(folder: string, mode = 0o777)',
      },
    ],
    test: OUTSIDE,
    shows: 'whatever the umask',
  },
  {
    door: 3,
    name: 'a folder that others can write to is used',
    locks: [
      {
        file: 'src/kernel/folders.ts',
        text: 'if ((mode & 0o022) === 0) return',
        without: 'if (mode >= 0) return',
      },
    ],
    test: 'src/kernel/folders.test.ts',
    shows: 'is refused with the command that mends it',
  },
  {
    door: 3,
    name: 'the log follows a link',
    locks: [
      {
        file: 'src/telemetry/log-file.ts',
        text: 'O_CREAT | O_NOFOLLOW | O_NONBLOCK',
        without: 'O_CREAT | O_NONBLOCK | (O_NOFOLLOW & 0)',
      },
    ],
    test: 'src/telemetry/log.test.ts',
    shows: 'in the place of the log',
  },
  {
    door: 3,
    name: 'the note of a lock follows a link',
    locks: [
      {
        file: 'src/db/folder-lock.ts',
        text: 'rmSync(note, { force: true })\n  writeFileSync',
        without: 'writeFileSync',
      },
      { file: 'src/db/folder-lock.ts', text: "flag: 'wx'", without: "flag: 'w'" },
    ],
    test: 'src/db/folder-lock.test.ts',
    shows: 'a link in the place of the lock',
  },
  {
    door: 3,
    name: 'a key that another user could have written is believed',
    locks: [
      {
        file: 'src/credentials/keyring.ts',
        text: 'if (why) throw new KeyFileUnreadableError(why, null, file)',
        without: 'void why',
      },
    ],
    test: 'src/credentials/keyring.test.ts',
    shows: 'others could have written',
  },
  {
    door: 3,
    name: 'a key of zeros is believed',
    locks: [
      {
        file: 'src/credentials/keyring.ts',
        text: 'const chosen = isChosen(bytes)',
        without: 'const chosen = isChosen(bytes) && bytes.length === 0',
      },
    ],
    test: 'src/credentials/keyring.test.ts',
    shows: 'a key of zeros',
  },
  {
    door: 4,
    name: 'variables that tell every key are handed on',
    locks: [
      {
        file: 'src/kernel/hostile-environment.ts',
        text: 'for (const name of hostile) delete env[name]',
        without: '',
      },
    ],
    test: 'test/journeys/secrets.test.ts',
    shows: '',
  },
  {
    door: 4,
    name: 'a signal opens a debugger',
    locks: [
      {
        file: 'src/kernel/hostile-environment.ts',
        text: "started.on('SIGUSR1', () => {})",
        without: '',
      },
    ],
    test: 'test/launcher.test.ts',
    shows: 'a signal opens no debugger',
  },
  {
    door: 4,
    name: 'the browser inherits the environment',
    locks: [
      {
        file: `${LOGIN}/browser-process.ts`,
        text: "    LANG: 'C.UTF-8',",
        without: "    LANG: 'C.UTF-8',\n    ...(process.env as Record<string, string>),",
      },
    ],
    test: WALLS,
    shows: 'an environment of its own',
  },
  {
    door: 4,
    name: 'the browser may leave core dumps',
    locks: [{ file: `${LOGIN}/start-browser.sh`, text: 'ulimit -c 0', without: ':' }],
    test: WALLS,
    shows: 'an environment of its own',
  },
  {
    door: 4,
    name: 'what dead browsers have left stays',
    locks: [
      {
        file: `${LOGIN}/browser-folder.ts`,
        text: 'await Promise.all(folders.map(sweep))',
        without: 'void [folders, sweep]',
      },
    ],
    test: `${LOGIN}/browser-folder.test.ts`,
    shows: 'is swept away',
  },
  {
    door: 5,
    name: 'the browser goes without its sandbox',
    locks: [
      {
        file: `${LOGIN}/browser-process.ts`,
        text: 'chromiumSandbox: sandbox,',
        without: 'chromiumSandbox: false,',
      },
    ],
    test: WALLS,
    shows: 'without a sandbox nothing logs in',
  },
  {
    door: 6,
    name: 'a package has no hash',
    locks: [
      {
        file: 'package-lock.json',
        text: '"node_modules/zod": {',
        without: '"node_modules/zod": {"integrity": "", "hasInstallScript": true,',
      },
    ],
    test: 'test/launcher.test.ts',
    shows: 'in the lock file with its hash',
  },
  {
    door: 7,
    name: 'control characters of strangers reach the terminal',
    locks: [
      { file: 'src/instagram/wire/outside-text.ts', text: ".replace(UNSHOWN, '')", without: '' },
    ],
    test: 'src/instagram/wire/outside-text.test.ts',
    shows: 'of outside text are taken out',
  },
  {
    door: 8,
    name: 'a database elsewhere is spoken to in clear',
    locks: [
      { file: 'src/db/address.ts', text: "verify: 'verify-full'", without: "verify: 'disable'" },
    ],
    test: 'src/db/address.test.ts',
    shows: 'that speaks no TLS never sees who we are',
  },
  {
    door: 9,
    name: 'a body may have any number of layers',
    locks: [
      {
        file: 'src/instagram/wire/body.ts',
        text: 'if (encodings.length > ENCODINGS_MAX) {',
        without: 'if (encodings.length > 1e9) {',
      },
    ],
    test: 'src/instagram/wire/body.test.ts',
    shows: 'five hundred layers',
  },
  {
    door: 9,
    name: 'a name may be made of dots',
    locks: [
      {
        file: 'src/checks/target-name.ts',
        text: 'if (/^\\.+$/.test(name))',
        without: 'if (name === "")',
      },
    ],
    test: 'src/checks/target-name.test.ts',
    shows: 'safe as a part of a path',
  },
  {
    door: 10,
    name: 'services of the browser ask their makers',
    locks: [{ file: `${LOGIN}/browser-process.ts`, text: '        ...QUIET,\n', without: '' }],
    test: WALLS,
    shows: 'its own network log says so',
  },
  {
    door: 11,
    name: 'a removed account stays logged in',
    locks: [
      {
        file: 'src/sessions/forget-account.ts',
        text: 'return await logOut(context, transport, logins, signal)',
        without: 'return logins.length + 0 * (await logOut(context, transport, [], signal))',
      },
    ],
    test: 'test/journeys/keys.test.ts',
    shows: 'logged out with its account',
  },
  {
    door: 11,
    name: 'retired logins live on',
    locks: [
      {
        file: 'src/sessions/retired.ts',
        text: 'if (request && isLoggedOut(await transport.send(request, signal))) over += 1',
        without: 'if (request && signal && transport) over += 1',
      },
    ],
    test: OUTSIDE,
    shows: 'retired logins are ended',
  },
]
