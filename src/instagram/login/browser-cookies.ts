import type { BrowserContext, Cookie as BrowserCookie } from 'playwright-core'
import { type Cookie, fitCookie, fitJar } from '../cookies/cookie.ts'

/**
 * Puts cookies into a browser, and leaves out those that it refuses: a login without one of them
 * is better than none. Returns the names of those left out.
 */
export async function putCookies(
  context: BrowserContext,
  cookies: readonly Cookie[],
): Promise<readonly string[]> {
  const fit = cookies.map((cookie) => fitCookie(cookie) ?? null)
  const all = fit.filter((cookie) => cookie !== null)
  const isTaken = await takeAll(context, all)
  return cookies.flatMap(({ name }, index) => {
    const cookie = fit[index]
    return cookie && isTaken(cookie) ? [] : [name]
  })
}

/** All at once, which is quick, and one by one where that is refused because of one of them. */
async function takeAll(
  context: BrowserContext,
  cookies: readonly Cookie[],
): Promise<(cookie: Cookie) => boolean> {
  const take = (some: readonly Cookie[]): Promise<boolean> =>
    context.addCookies([...some]).then(
      () => true,
      () => false,
    )
  if (cookies.length === 0 || (await take(cookies))) return () => true
  const taken = new Set<Cookie>()
  await Promise.all(
    cookies.map(async (cookie) => {
      if (await take([cookie])) taken.add(cookie)
    }),
  )
  return (cookie) => taken.has(cookie)
}

/**
 * The cookies of a browser that are kept: Instagram's own, if they are what a cookie may be. A page
 * can set others, and what cannot be sent again must not be kept.
 */
export function keptCookies(cookies: readonly BrowserCookie[]): Cookie[] {
  const own = cookies.filter(({ domain }) => /(^|\.)instagram\.com$/i.test(domain))
  return fitJar(own.flatMap((cookie) => fitCookie(plain(cookie)) ?? []))
}

function plain(cookie: BrowserCookie): Cookie {
  const { name, value, domain, path, expires, httpOnly, secure, sameSite } = cookie
  return { name, value, domain, path, expires, httpOnly, secure, sameSite }
}
