/** What the server asks an authenticator, as it is given on. */
type Question = { readonly options: Record<string, unknown> }

type Answer = {
  readonly id: string
  readonly rawId: string
  readonly clientExtensionResults: object
}

/** No device proved anything: it was not there, or whoever it belongs to said no. */
export class NoPasskey extends Error {
  override readonly name = 'NoPasskey'
}

/** Lets an authenticator prove who is there. @throws NoPasskey */
export async function provePasskey({ options }: Question) {
  const { startAuthentication } = await import('@simplewebauthn/browser')
  const answer = await startAuthentication({
    // The server has made them for this very library.
    optionsJSON: options as unknown as Parameters<typeof startAuthentication>[0]['optionsJSON'],
  }).catch(noPasskey)
  return { ...plain(answer), response: { ...answer.response } }
}

/** Lets an authenticator make a passkey. @throws NoPasskey */
export async function makePasskey({ options }: Question) {
  const { startRegistration } = await import('@simplewebauthn/browser')
  const answer = await startRegistration({
    optionsJSON: options as unknown as Parameters<typeof startRegistration>[0]['optionsJSON'],
  }).catch(noPasskey)
  return { ...plain(answer), response: { ...answer.response } }
}

/** Whether this browser knows passkeys at all, which is only in a secure place. */
export function knowsPasskeys(): boolean {
  return window.isSecureContext && 'PublicKeyCredential' in window
}

function noPasskey(cause: unknown): never {
  throw new NoPasskey('no passkey was given', { cause })
}

function plain({ id, rawId, clientExtensionResults }: Answer) {
  const type = 'public-key' as const
  return { id, rawId, type, clientExtensionResults: { ...clientExtensionResults } }
}
