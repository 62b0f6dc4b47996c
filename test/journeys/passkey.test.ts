import { expect, test } from 'vitest'
import { inviteFirstOwner } from '../../src/access/invitation.ts'
import { listOperators } from '../../src/access/operator.ts'
import { Stage } from '../api/stage.ts'
import { launchForOwnPages } from '../chromium.ts'
import { Trial } from '../trial.ts'

test('a real browser makes a passkey, signs in with it, and is asked again; its cookies are kept at http://localhost', async () => {
  await using trial = await Trial.open({ accounts: [], loggedIn: [] })
  await using stage = await Stage.open(trial.app)
  const browser = await launchForOwnPages()
  try {
    const context = await browser.newContext()
    const page = await context.newPage()
    const authenticator = await context.newCDPSession(page)
    await authenticator.send('WebAuthn.enable')
    await authenticator.send('WebAuthn.addVirtualAuthenticator', {
      options: {
        protocol: 'ctap2',
        transport: 'internal',
        hasResidentKey: true,
        hasUserVerification: true,
        isUserVerified: true,
        automaticPresenceSimulation: true,
      },
    })
    const origin = `http://localhost:${stage.port}`
    // Any page of the origin will do: what is tried is the ceremony, and not how the panel looks.
    await page.route(`${origin}/page`, (route) =>
      route.fulfill({ contentType: 'text/html', body: '<title>page</title>' }),
    )
    await page.goto(`${origin}/page`)
    const secret = await inviteFirstOwner(trial.app)
    const run = (of: object) => page.evaluate(ceremony, of as Ceremony)

    const made = await run({ do: 'create', path: '/auth/register/passkey', secret, name: 'Ada' })
    expect(made).toMatchObject({ status: 200, body: { name: 'ada', role: 'owner' } })
    expect(await listOperators(trial.app)).toMatchObject([{ name: 'ada', passkeyCount: 1 }])
    const cookies = await context.cookies(origin)
    expect(
      cookies
        .map(({ name, secure, httpOnly, sameSite }) => [name, secure, httpOnly, sameSite])
        .sort(),
    ).toEqual([
      ['__Host-evercheck', true, true, 'Strict'],
      ['__Host-evercheck-device', true, true, 'Strict'],
    ])
    expect(await page.evaluate('document.cookie')).toBe('')

    expect((await run({ do: 'delete', path: '/auth/session' })).status).toBe(204)
    expect((await run({ do: 'look', path: '/auth/session' })).status).toBe(401)
    const signedIn = await run({ do: 'get', path: '/auth/sign-in/passkey' })
    expect(signedIn).toMatchObject({ status: 200, body: { name: 'ada', sudoUntil: null } })
    // The same answer once more is no answer to anything.
    const again = await run({ do: 'post', path: '/auth/sign-in/passkey', body: signedIn.sent })
    expect(again.body.code).toBe('SIGN_IN_REFUSED')
    const sudo = await run({ do: 'get', path: '/auth/sudo', kind: 'passkey' })
    expect(sudo.body.sudoUntil).not.toBeNull()
    // The authenticator knows this operator already, and makes no second passkey.
    const second = await run({ do: 'create', path: '/auth/passkeys' })
    expect(second.status).toBe(0)
    const keys = await run({ do: 'look', path: '/auth/passkeys' })
    const { id } = keys.body.items[0]
    expect((await run({ do: 'delete', path: `/auth/passkeys/${id}` })).body.code).toBe('LAST_MEANS')

    // A cookie of __Host- belongs to one host: at another name of this machine there is nobody.
    await page.route('http://127.0.0.1:*/page', (route) =>
      route.fulfill({ contentType: 'text/html', body: '<title>page</title>' }),
    )
    await page.goto(`http://127.0.0.1:${stage.port}/page`)
    expect((await run({ do: 'look', path: '/auth/session' })).status).toBe(401)
    const atAddress = await run({ do: 'get', path: '/auth/sign-in/passkey' })
    expect(atAddress.body.code).toBe('PASSKEY_SITE')
  } finally {
    await browser.close()
  }
})

type Ceremony = {
  readonly do: 'create' | 'get' | 'post' | 'delete' | 'look'
  readonly path: string
  readonly secret?: string
  readonly name?: string
  readonly kind?: string
  readonly body?: unknown
}

/** What a page has of passkeys; the types of a page are not those of the tests. */
type InPage = {
  readonly navigator: {
    readonly credentials: Record<'create' | 'get', (of: object) => Promise<{ toJSON(): object }>>
  }
  readonly PublicKeyCredential: Record<
    'parseCreationOptionsFromJSON' | 'parseRequestOptionsFromJSON',
    (json: unknown) => object
  >
}

/** Runs in the page: asks for the question, lets the authenticator answer, and sends that. */
async function ceremony(of: Ceremony) {
  const { secret, name, kind, path } = of
  const invited = secret === undefined ? {} : { secret, name }
  const ask = async (method: string, at: string, body?: unknown) => {
    const answer = await fetch(`/api/v1${at}`, {
      method,
      headers: { 'x-evercheck': '1', ...(body ? { 'content-type': 'application/json' } : {}) },
      ...(body ? { body: JSON.stringify(body) } : {}),
    })
    const text = await answer.text()
    // biome-ignore lint/suspicious/noExplicitAny: answers of every shape are looked into.
    const read: any = text === '' ? null : JSON.parse(text)
    return { status: answer.status, body: read, sent: body }
  }
  if (of.do === 'look') return ask('GET', path)
  if (of.do === 'delete') return ask('DELETE', path)
  if (of.do === 'post') return ask('POST', path, of.body)
  const hasBody = Object.keys(invited).length > 0
  const question = await ask('POST', `${path}/options`, hasBody ? invited : undefined)
  if (question.status !== 200) return question
  const { challengeId, options } = question.body
  try {
    const { navigator, PublicKeyCredential } = globalThis as unknown as InPage
    const credential = await (of.do === 'create'
      ? navigator.credentials.create({
          publicKey: PublicKeyCredential.parseCreationOptionsFromJSON(options),
        })
      : navigator.credentials.get({
          publicKey: PublicKeyCredential.parseRequestOptionsFromJSON(options),
        }))
    const response = credential.toJSON()
    const kindOf = kind === undefined ? {} : { kind }
    return await ask('POST', path, { ...invited, ...kindOf, challengeId, response })
  } catch (error) {
    return { status: 0, body: { code: String(error) }, sent: null }
  }
}
