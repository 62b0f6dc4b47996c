import { afterLogin, forgetLogin, savedLogin } from './after-login.js'
import { button, card, h } from './dom.js'
import { loginForm } from './login-form.js'
import { config, encPassword, graphql, post } from './send.js'
import { twoFactorPage } from './two-factor.js'

const AJAX = '/api/v1/web/accounts/login/ajax/'
const PROBLEM = 'There was a problem logging you into Instagram. Please try again soon.'
const WRONG = {
  old: 'Sorry, your password was incorrect. Please double-check your password.',
  new: 'The login information you entered is incorrect.',
}
const UNKNOWN =
  "The username you entered doesn't belong to an account. " +
  'Please check your username and try again.'
let attempts = 0

/** The page at `/accounts/login/`, and at `/` for anonymous visitors. */
export function loginPage(mount) {
  if (location.pathname.endsWith('/two_factor')) {
    // The second step lives in the page's history; opened afresh it knows nothing.
    if (!history.state?.twoFactor) return location.replace('/accounts/login/')
    return twoFactorPage(mount, history.state.twoFactor)
  }
  if (config.savedAccount) return mount.replaceChildren(savedAccount(mount))
  const saved = savedLogin()
  mount.replaceChildren(saved ? tile(mount, saved) : form(mount))
}

function form(mount) {
  return h(
    'div',
    {},
    loginForm((username, password) => submit(mount, username, password)),
  )
}

async function submit(mount, username, password) {
  const answer = config.caa
    ? await submitCaa(username, password)
    : await submitAjax(username, password)
  attempts += 1
  if (answer.next) {
    location.assign(answer.next)
    return undefined
  }
  if (answer.twoFactor) {
    askForCode(mount, answer.twoFactor)
    return undefined
  }
  return answer.text
}

function askForCode(mount, twoFactor) {
  history.pushState({ twoFactor }, '', '/accounts/login/two_factor?next=%2F')
  twoFactorPage(mount, twoFactor)
}

async function submitAjax(username, password) {
  const { body } = await post(AJAX, {
    enc_password: encPassword(password),
    caaF2DebugGroup: '0',
    isPrivacyPortalReq: 'false',
    loginAttemptSubmissionCount: String(attempts),
    optIntoOneTap: 'false',
    queryParams: '{}',
    stopDeletionNonce: '',
    trustedDeviceRecords: '{}',
    username,
  })
  return readAjax(body)
}

/** What an answer of the AJAX endpoint means to the page: where to go, or what to say. */
function readAjax(body) {
  if (body?.authenticated) return { next: afterLogin(body.oneTapPrompt) }
  if (body?.two_factor_required) return { twoFactor: body.two_factor_info }
  if (body?.message === 'checkpoint_required') return { next: body.checkpoint_url }
  if (body?.authenticated === false) return { text: body.user ? WRONG[config.wording] : UNKNOWN }
  if (body?.error_type === 'bad_password') return { text: WRONG[config.wording] }
  const detail = body?.errors?.error?.[0]
  return { text: detail ?? body?.feedback_message ?? (body?.message || PROBLEM) }
}

async function submitCaa(username, password) {
  const { body } = await graphql('useCDSWebLoginMutation', '27972648395719857', {
    input: {
      actor_id: '0',
      client_mutation_id: String(attempts + 1),
      app: 'instagram',
      credential_type: 'password',
      enc_password: { sensitive_string_value: encPassword(password) },
      identifier: username,
      login_source: 'LOGIN',
      persistent: true,
    },
  })
  const result = body?.data?.caa_login_web
  if (!result) return { text: body?.message || PROBLEM }
  if (result.ig_authenticated) return { next: afterLogin(config.oneTap) }
  if (result.two_factor_result) {
    return { twoFactor: JSON.parse(result.two_factor_result).two_factor_info }
  }
  if (result.redirect_uri) return { next: result.redirect_uri }
  return { text: result.error_message?.text ?? PROBLEM }
}

/** What a browser sees whose session has expired: whose it was, and no field for a password. */
function savedAccount(mount) {
  const another = () => mount.replaceChildren(form(mount))
  return h(
    'section',
    { class: 'card' },
    button('named', config.savedAccount, {}, another),
    button('named', 'Continue', {}, another),
    button('named', 'Use another profile', { class: 'quiet' }, another),
    h('a', { href: '/accounts/emailsignup/', role: 'link' }, 'Create new account'),
  )
}

/** "Continue as <user>", shown on a browser that saved its login. */
function tile(mount, saved) {
  const error = h('div', { class: 'error', role: 'alert' })
  const another = () => mount.replaceChildren(form(mount))
  const go = async () => {
    const fields = { userId: saved.userId, loginNonce: saved.loginNonce, queryParams: '{}' }
    const { body } = await post('/api/v1/web/accounts/one_tap_web_login/', fields)
    if (body?.message === 'invalid_one_tap_nonce') {
      forgetLogin()
      return another()
    }
    const answer = body?.authenticated ? { next: afterLogin(false) } : readAjax(body)
    if (answer.next) return location.assign(answer.next)
    if (answer.twoFactor) return askForCode(mount, answer.twoFactor)
    error.textContent = answer.text
    return undefined
  }
  return card(
    saved.username,
    button(config.markup, `Continue as ${saved.username}`, {}, go),
    error,
    button(config.markup, 'Use another account', { class: 'quiet' }, another),
  )
}
