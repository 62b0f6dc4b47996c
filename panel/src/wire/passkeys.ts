/** What the server asks an authenticator, as it is given on. */
type Question = { readonly options: Record<string, unknown> }

type Answer = {
  readonly id: string
  readonly rawId: string
  readonly clientExtensionResults: object
}

/** Lets an authenticator prove who is there. @throws what the browser says when it does not */
export async function provePasskey({ options }: Question) {
  const { startAuthentication } = await import('@simplewebauthn/browser')
  const answer = await startAuthentication({
    // The server has made them for this very library.
    optionsJSON: options as unknown as Parameters<typeof startAuthentication>[0]['optionsJSON'],
  })
  return { ...plain(answer), response: { ...answer.response } }
}

/** Lets an authenticator make a passkey. @throws what the browser says when it does not */
export async function makePasskey({ options }: Question) {
  const { startRegistration } = await import('@simplewebauthn/browser')
  const answer = await startRegistration({
    optionsJSON: options as unknown as Parameters<typeof startRegistration>[0]['optionsJSON'],
  })
  return { ...plain(answer), response: { ...answer.response } }
}

/** Whether this browser knows passkeys at all, which is only in a secure place. */
export function knowsPasskeys(): boolean {
  return window.isSecureContext && 'PublicKeyCredential' in window
}

function plain({ id, rawId, clientExtensionResults }: Answer) {
  const type = 'public-key' as const
  return { id, rawId, type, clientExtensionResults: { ...clientExtensionResults } }
}
