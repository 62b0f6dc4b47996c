/**
 * The fields of an app's POST (facts 5.4): `signed_body=<signature>.<json>`, whose signature is the
 * word SIGNATURE or an HMAC that nobody checks any more; or else a plain form.
 */
export function appFields(body: string): ReadonlyMap<string, string> {
  const form = new URLSearchParams(body)
  const signed = form.get('signed_body')
  if (signed === null) return new Map(form)
  const fields = parseObject(signed.slice(signed.indexOf('.') + 1))
  return new Map(Object.entries(fields).map(([name, value]) => [name, String(value)]))
}

function parseObject(text: string): object {
  try {
    const parsed: unknown = JSON.parse(text)
    return typeof parsed === 'object' && parsed !== null ? parsed : {}
  } catch {
    return {}
  }
}
