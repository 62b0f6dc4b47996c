import { describe, expect, test } from 'vitest'
import type { InputFacts, PageFacts } from './page-facts.ts'
import { describePage, readPage, refusedCode } from './page-reading.ts'

function input(index: number, facts: Partial<InputFacts>): InputFacts {
  return {
    index,
    name: '',
    type: 'text',
    autocomplete: '',
    inputMode: '',
    label: '',
    filled: false,
    checked: false,
    ...facts,
  }
}

function page(path: string, facts: Partial<PageFacts> = {}): PageFacts {
  return {
    origin: 'https://www.instagram.com',
    path,
    ready: 'complete',
    title: 'Instagram',
    classes: '',
    inputs: [],
    headings: [],
    alerts: [],
    buttons: [],
    text: 'something',
    ...facts,
  }
}

const LOGIN = '/accounts/login/'
const CLASSIC = [
  input(0, { name: 'username' }),
  input(1, { name: 'password', type: 'password' }),
] as const
const read = (facts: PageFacts) => readPage(facts, 'keeper')

describe('the login form', () => {
  test('is known in the classic markup', () => {
    const facts = page(LOGIN, { inputs: CLASSIC })
    expect(read(facts)).toEqual({ kind: 'login-form', user: 0, password: 1 })
  })

  test('is known by the newer names, past a search box', () => {
    const inputs = [
      input(0, { name: 'email' }),
      input(1, { label: 'Search' }),
      input(2, { name: 'pass', type: 'password' }),
    ]
    expect(read(page(LOGIN, { inputs }))).toEqual({ kind: 'login-form', user: 0, password: 2 })
  })

  test('is known without any names, by what stands before the password', () => {
    const inputs = [input(3, {}), input(4, { type: 'checkbox' }), input(7, { type: 'password' })]
    expect(read(page(LOGIN, { inputs }))).toEqual({ kind: 'login-form', user: 3, password: 7 })
  })

  test('may ask for the password alone', () => {
    const inputs = [input(0, { type: 'password' })]
    expect(read(page(LOGIN, { inputs }))).toEqual({ kind: 'login-form', user: null, password: 0 })
  })

  test('is known on the first page too', () => {
    expect(read(page('/', { inputs: CLASSIC })).kind).toBe('login-form')
  })

  test('waits behind the cookie dialog, which gets the least that it offers', () => {
    const buttons = ['Log in', 'Allow all cookies', 'Decline optional cookies']
    expect(read(page(LOGIN, { inputs: CLASSIC, buttons }))).toEqual({
      kind: 'cookie-dialog',
      button: 'Decline optional cookies',
    })
  })

  test.each(['Only allow essential cookies', 'Allow essential and optional cookies', 'Accept'])(
    'may have a cookie dialog that says "%s"',
    (button) => {
      const facts = page(LOGIN, { inputs: CLASSIC, buttons: [button] })
      expect(read(facts)).toEqual({ kind: 'cookie-dialog', button })
    },
  )
})

describe('a saved login', () => {
  test('of our user is continued', () => {
    const buttons = ['Switch accounts', 'Continue as keeper']
    expect(read(page(LOGIN, { buttons }))).toEqual({
      kind: 'saved-login',
      button: 'Continue as keeper',
    })
  })

  test('of somebody else is left for another account', () => {
    const buttons = ['Continue as somebody', 'Switch accounts']
    expect(read(page(LOGIN, { buttons }))).toEqual({
      kind: 'saved-login',
      button: 'Switch accounts',
    })
  })
})

describe('the screen of the saved account', () => {
  const buttons = ['keeper', 'Continue', 'Use another profile', 'Create new account']

  test.each(['/', '/accounts/edit/', '/accounts/login/'])('is known at %s', (path) => {
    expect(read(page(path, { buttons, text: buttons.join(' ') }))).toEqual({
      kind: 'saved-login',
      button: 'Use another profile',
    })
  })

  test.each([
    { buttons: ['Continue as keeper', 'Create new account'], button: 'Continue as keeper' },
    { buttons: ['Continue', 'Sign up'], button: 'Continue' },
    { buttons: ['Log in', 'Sign up'], button: null },
  ])('in its other words: $buttons', ({ buttons, button }) => {
    const reading = button === null ? { kind: 'unfinished' } : { kind: 'saved-login', button }
    expect(read(page('/', { buttons, text: buttons.join(' ') }))).toEqual(reading)
  })

  test.each([['Switch'], ['Continue watching'], ['Sign up for updates', 'Create']])(
    'is no page behind the login with a button "%s"',
    (...buttons) => {
      expect(read(page('/', { buttons, text: 'Welcome back' }))).toEqual({ kind: 'landed' })
    },
  )
})

describe('what only a human can answer is left to a human as soon as it is there', () => {
  const field = (facts: Partial<InputFacts>) => [input(0, facts)]
  test.each<[string, string, Partial<PageFacts>]>([
    [
      'a code by e-mail, in a field named so',
      '/auth_platform/codeentry/',
      {
        inputs: field({ name: 'email', label: 'Code' }),
        text: 'Enter the code we sent to a***@e***',
      },
    ],
    [
      'a code by WhatsApp',
      '/auth_platform/codeentry/',
      { inputs: field({ label: 'Code' }), text: 'Check your WhatsApp messages' },
    ],
    [
      'a code in a field of no kind that is known',
      '/auth_platform/codeentry/',
      { inputs: field({ name: 'x' }), text: 'We sent a code to your e-mail' },
    ],
    ['an approval elsewhere', '/auth_platform/afad/', { text: 'Waiting for approval' }],
    [
      'an approval where codes are asked for',
      '/accounts/login/two_factor',
      { headings: ['Check your notifications on another device'], text: 'Waiting for approval' },
    ],
    [
      'a captcha without a button',
      '/auth_platform/recaptcha/',
      { text: "Help us confirm it's you" },
    ],
  ])('%s', (_what, path, facts) => {
    expect(read(page(path, facts))).toMatchObject({
      kind: 'refused',
      refusal: { kind: 'challenged' },
    })
  })
})

describe('a code', () => {
  const field = input(0, { name: 'verificationCode' })
  const box = input(1, { type: 'checkbox', label: 'Trust this device' })

  test('on the two-factor page is one of the app, and the device becomes trusted', () => {
    const facts = page('/accounts/login/two_factor', { inputs: [field, box], text: 'Enter it' })
    expect(read(facts)).toEqual({ kind: 'code-entry', input: 0, app: true, trust: 1 })
  })

  test('needs no tick where the device is trusted already', () => {
    const inputs = [field, { ...box, checked: true }]
    const facts = page('/accounts/login/two_factor', { inputs })
    expect(read(facts)).toMatchObject({ trust: null })
  })

  test('that was sent by message is a matter for a human', () => {
    const text = 'Enter the code we sent to your phone number by text message.'
    const facts = page('/accounts/login/two_factor', { inputs: [field], text })
    expect(read(facts)).toMatchObject({ kind: 'refused', refusal: { kind: 'challenged' } })
  })

  const newer = input(0, { label: 'Code' })

  test('on the newer page may be one of the app', () => {
    const text = 'Go to your authentication app and enter the code'
    const facts = page('/auth_platform/codeentry/', { inputs: [newer], text })
    expect(read(facts)).toEqual({ kind: 'code-entry', input: 0, app: true, trust: null })
  })

  test('on the newer page may be one that was sent by e-mail', () => {
    const text = 'Check your email. Enter the code we sent to k***@example.com.'
    const facts = page('/auth_platform/codeentry/', { inputs: [newer], text })
    expect(read(facts)).toMatchObject({
      kind: 'refused',
      refusal: { kind: 'challenged', where: '/auth_platform/codeentry/' },
    })
  })

  test('on the newer page is waited for while the page is drawn', () => {
    expect(read(page('/auth_platform/codeentry/')).kind).toBe('unfinished')
  })

  test('of a challenge is never ours', () => {
    const inputs = [input(0, { name: 'security_code' })]
    const text = 'Enter the code of your authentication app'
    expect(read(page('/challenge/12/abc/', { inputs, text })).kind).toBe('refused')
  })
})

describe('a refusal', () => {
  test.each([
    ['Sorry, your password was incorrect. Please double-check your password.', 'wrong-password'],
    ['The login information you entered is incorrect.', 'wrong-password'],
    ["The username you entered doesn't appear to belong to an account.", 'unknown-user'],
    ['The username you entered doesn\u2019t belong to an account.', 'unknown-user'],
    ['Please wait a few minutes before you try again.', 'throttled'],
    ['There was a problem logging you into Instagram. Please try again soon.', 'throttled'],
    ['Sorry, there was a problem with your request.', 'throttled'],
    ['Sorry, too many requests. Please try again later.', 'throttled'],
    ['We suspended your account, keeper', 'suspended'],
    ['Your account has been disabled for violating our terms.', 'suspended'],
    ['Suspicious Login Attempt', 'challenged'],
    ['Help us confirm it\u2019s you', 'challenged'],
    ['We suspect automated behavior on your account', 'challenged'],
  ])('is read from "%s"', (text, kind) => {
    expect(read(page(LOGIN, { inputs: CLASSIC, alerts: [text] }))).toMatchObject({
      kind: 'refused',
      refusal: { kind },
    })
    expect(read(page(LOGIN, { text: `Log in ${text} Sign up` }))).toMatchObject({
      kind: 'refused',
      refusal: { kind },
    })
  })

  test.each([
    ['/challenge/12345678/AbCdEf1234/', 'challenged'],
    ['/checkpoint/1501092823525282/', 'challenged'],
    ['/integrity/checkpoint/', 'challenged'],
    ['/consent/', 'challenged'],
    ['/privacy/consent/', 'challenged'],
    ['/auth_platform/', 'challenged'],
    ['/auth_platform/challengepicker/', 'challenged'],
    ['/auth_platform/recaptcha/', 'challenged'],
    ['/accounts/suspended/', 'suspended'],
    ['/accounts/disabled/', 'suspended'],
  ])('is read from the path %s', (path, kind) => {
    expect(read(page(path))).toMatchObject({ kind: 'refused', refusal: { kind } })
  })

  test('does not tell the one-time parts of a path', () => {
    const reading = read(page('/challenge/12345678/AbCdEf1234/'))
    expect(reading).toMatchObject({ refusal: { where: '/challenge/*/*/' } })
  })

  test('is not read from what people write behind the login', () => {
    const text = 'Please wait a few minutes before you try again. We suspended your account.'
    expect(read(page('/', { text })).kind).toBe('landed')
  })

  test('behind the login is read from a heading of its own', () => {
    const headings = ['We suspended your account']
    expect(read(page('/', { headings }))).toMatchObject({ refusal: { kind: 'suspended' } })
  })
})

describe('a page behind the login', () => {
  test.each(['/', '/accounts/onetap/', '/accounts/edit/', '/direct/inbox/'])(
    'is landed on at %s',
    (path) => {
      expect(read(page(path)).kind).toBe('landed')
    },
  )

  test('is none while it shows a password field, or says that nobody is logged in', () => {
    expect(read(page('/', { inputs: CLASSIC })).kind).toBe('login-form')
    expect(read(page('/', { classes: 'js not-logged-in' })).kind).toBe('unfinished')
  })
})

test('a complete page without anything on it is blank, a loading one is not', () => {
  expect(read(page(LOGIN, { text: '' })).kind).toBe('blank')
  expect(read(page(LOGIN, { text: '', ready: 'interactive' })).kind).toBe('unfinished')
})

test('a refused code is told from other alerts', () => {
  const alert = 'Please check the security code and try again.'
  expect(refusedCode(page('/', { alerts: [alert] }))).toBe(alert)
  expect(refusedCode(page('/', { alerts: ["This code isn't right."] }))).not.toBeNull()
  expect(refusedCode(page('/', { alerts: ['Check your connection.'] }))).toBeNull()
})

test('a page is described without its query and its one-time parts', () => {
  const facts = page('/new/thing/AQDx81hs9/', { headings: ['Hello'], inputs: CLASSIC })
  expect(describePage(facts)).toBe(
    'path /new/thing/*/; title "Instagram"; headings "Hello"; inputs "username", "password"',
  )
})
