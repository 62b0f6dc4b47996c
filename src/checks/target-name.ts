/** What was given as a target cannot be the name of an Instagram profile. */
export class TargetNameInvalidError extends Error {
  override readonly name = 'TargetNameInvalidError'
  readonly code = 'TARGET_NAME_INVALID'
}

/** Paths of instagram.com that are no profiles. */
const RESERVED = new Set(['p', 'reel', 'reels', 'stories', 'explore', 'accounts', 'direct', 'tv'])

/**
 * The profile name in what a person typed: `name`, `@name`, or a link to the profile. Lower case,
 * as Instagram treats it.
 * @throws TargetNameInvalidError TARGET_NAME_INVALID saying what is wrong with it
 */
export function parseTargetName(typed: string): string {
  const name = fromLink(typed.trim()).replace(/^@/, '').toLowerCase()
  if (name === '') throw invalid('The name of the profile is empty.')
  const shown = JSON.stringify(name.slice(0, 60))
  if (/\s/.test(name)) throw invalid(`${shown} has a blank in it, and profile names have none.`)
  if (name.length > 30) throw invalid(`${shown} is longer than 30 characters.`)
  if (!/^[a-z0-9._]+$/.test(name)) {
    throw invalid(`${shown} has characters that profile names never have.`)
  }
  if (RESERVED.has(name)) throw invalid(`${shown} is a part of Instagram and no profile.`)
  return name
}

function fromLink(text: string): string {
  const match = /^(?:https?:\/\/)?(?:www\.|m\.)?instagram\.com\/([^/?#]*)/i.exec(text)
  return match ? decodeURIComponentSafely(match[1] ?? '') : text
}

function decodeURIComponentSafely(text: string): string {
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
