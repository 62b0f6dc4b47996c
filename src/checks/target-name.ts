/** What was given as a target cannot be the name of an Instagram profile. */
export class TargetNameInvalidError extends Error {
  override readonly name = 'TargetNameInvalidError'
  readonly code = 'TARGET_NAME_INVALID'
}

/** First parts of paths that are never a profile. */
const RESERVED: ReadonlySet<string> = new Set(
  (
    'p reel reels stories explore accounts direct tv s share _u _n web api graphql challenge ' +
    'oauth emails nametag archive directory legal developer about'
  ).split(' '),
)

/**
 * The profile name in what a person typed or pasted: `name`, `@name`, or a link that tells whose it
 * is (a profile and its lists, a story or reel of a name, what Instagram's own export writes).
 * Lower case, as Instagram treats it, and without the invisible marks that come along.
 * @throws TargetNameInvalidError TARGET_NAME_INVALID saying what is wrong with it
 */
export function parseTargetName(typed: string): string {
  const pasted = typed.replace(/\p{Cf}/gu, '').trim()
  const name = nameIn(pasted).replace(/^@/, '').toLowerCase()
  if (name === '') throw invalid('The name of the profile is empty.')
  const shown = JSON.stringify(name.slice(0, 60))
  if (/\s/.test(name)) throw invalid(`${shown} has a blank in it, and profile names have none.`)
  if (name.length > 30) throw invalid(`${shown} is longer than 30 characters.`)
  if (!/^[a-z0-9._]+$/.test(name)) {
    throw invalid(`${shown} has characters that profile names never have.`)
  }
  if (/^\.+$/.test(name)) throw invalid(`${shown} has nothing but dots in it.`)
  if (RESERVED.has(name)) throw invalid(`${shown} is a part of Instagram and no profile.`)
  return name
}

/**
 * What somebody seeks who typed or pasted this: the name in `@name` or in the link of a profile, or
 * the text as it is. Null when nothing is left of it.
 */
export function soughtIn(typed: string): string | null {
  const text = typed.trim()
  const pasted = text.replace(/\p{Cf}/gu, '')
  if (!pasted.startsWith('@') && !OURS.test(pasted)) return text === '' ? null : text
  return targetNameOf(text) ?? text
}

/** The same as `parseTargetName`; null where nobody can be called so: a search finds nobody. */
export function targetNameOf(typed: string): string | null {
  try {
    return parseTargetName(typed)
  } catch (error) {
    if (error instanceof TargetNameInvalidError) return null
    throw error
  }
}

const OURS = /^(?:https?:\/\/)?(?:www\.|m\.)?(?:instagram\.com|instagr\.am)(?:[/?#]|$)/i

function nameIn(text: string): string {
  const app = /^instagram:\/\/user\/?\?(?:.*&)?username=([^&#]*)/i.exec(text)?.[1]
  if (app !== undefined) return decoded(app)
  if (!OURS.test(text)) {
    if (/^[a-z][a-z0-9+.-]*:\/\//i.test(text)) {
      throw invalid('That link does not lead to instagram.com.')
    }
    return text
  }
  const link = text.replace(/^https?:\/\//i, '')
  const [path = '', query = ''] =
    link
      .slice(link.search(/[/?#]|$/))
      .split('#')[0]
      ?.split('?') ?? []
  return nameInPath(path, new URLSearchParams(query))
}

function nameInPath(path: string, query: URLSearchParams): string {
  const [first = '', second = ''] = path.split('/').slice(1).map(decoded)
  switch (first.toLowerCase()) {
    case '_u':
    case '_n':
      return second
    case 'stories':
      if (second.toLowerCase() !== 'highlights') return second || first
      throw invalid('That link leads to a highlight and does not say whose it is.')
    case 's':
    case 'share':
      throw invalid(
        'That is a share link, which does not say whose profile it is. Open it in a browser, and ' +
          'copy the address or the name that is shown then.',
      )
    case 'p':
    case 'reel':
    case 'reels':
    case 'tv':
      throw invalid('That link leads to a post or reel and to no profile. Open it, press the name.')
    case 'accounts': {
      // Whoever is not logged in is sent to the login page, which knows what was asked for.
      const next = query.get('next')
      if (next === null || !next.startsWith('/')) return first
      return nameInPath(next.split(/[?#]/)[0] ?? '', new URLSearchParams())
    }
    default:
      return first
  }
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    return text
  }
}

function invalid(what: string): TargetNameInvalidError {
  return new TargetNameInvalidError(
    `${what} Give a name such as nasa, @nasa or https://www.instagram.com/nasa/.`,
  )
}
