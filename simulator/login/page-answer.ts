import type { SimAnswer, SimRequest } from '../wire/route.ts'
import type { World } from '../world/world.ts'
import type { Desk } from './desk.ts'
import { type PageConfig, pageShell } from './page-shell.ts'
import { loginSettings, MARKUPS, type Markup } from './settings.ts'
import { csrfTokenOf, passwordKeyHeaders, sharedData } from './shared-data.ts'

/** One page, with the cookies of its viewer and the settings that every page needs. */
export function pageAnswer(
  desk: Desk,
  request: SimRequest,
  title: string,
  config: PageConfig,
): SimAnswer {
  const { world } = desk
  const settings = loginSettings(world)
  const viewer = world.sessionOf(request)
  const loggedIn = viewer.kind === 'alive'
  const setCookies = loggedIn ? world.rotatedCookies(viewer.session) : world.visitorCookies(request)
  const common = {
    markup: config.markup ?? drawMarkup(desk),
    renderDelayMs: settings.renderDelayMs,
    cookieDialog: settings.cookieDialog,
  }
  const { keyId, publicKey } = desk.webKey.published
  const shared = sharedData(desk, request, csrfTokenOf(setCookies))
  const blocks = {
    ...shared,
    caa_login_form_data: { waterfall_id: null, login_source: 'LOGIN' },
    caa_password_encryption_data: {
      encryption_data: { key_id: keyId, public_key: publicKey },
    },
  }
  return {
    status: 200,
    headers: passwordKeyHeaders(desk),
    setCookies,
    html: pageShell(title, loggedIn, { ...config, ...common }, blocks, {
      sharedData: settings.sharedData === 'window' ? shared : null,
    }),
  }
}

/** The login form, as the settings want it. */
export function loginPageAnswer(desk: Desk, request: SimRequest): SimAnswer {
  const savedAccount = savedAccountOf(desk.world, request)
  const settings = loginSettings(desk.world)
  const markup = drawMarkup(desk)
  const byMarkup = markup === 'classic' ? 'old' : 'new'
  return pageAnswer(desk, request, savedAccount ? 'Instagram' : 'Login • Instagram', {
    view: 'login',
    ...(savedAccount ? { savedAccount } : {}),
    markup,
    caa: settings.caa && markup !== 'classic',
    wording: settings.wording === 'markup' ? byMarkup : settings.wording,
    oneTap: settings.oneTap,
    savedLogin: settings.savedLogin,
  })
}

/** Whose expired cookies a browser still has, if they lead to the saved account (facts 13). */
export function savedAccountOf(world: World, request: SimRequest): string | undefined {
  const viewer = world.sessionOf(request)
  if (viewer.kind !== 'dead' || viewer.disguise !== 'saved-account') return undefined
  return viewer.session.account.username
}

function drawMarkup(desk: Desk): Markup {
  const { loginMarkup } = loginSettings(desk.world)
  if (loginMarkup !== 'random') return loginMarkup
  return MARKUPS[Math.floor(desk.world.random.fraction() * MARKUPS.length)] ?? 'classic'
}
