import { saveLogin } from './after-login.js'
import { button, card, h } from './dom.js'
import { config, post } from './send.js'

/** `/accounts/onetap/`: "Save your login info?" after a login. */
export function oneTapPage(mount) {
  const next = new URLSearchParams(location.search).get('next') ?? '/'
  const save = async () => {
    const { body } = await post('/api/v1/web/accounts/request_one_tap_login_nonce/', {})
    if (body?.login_nonce) {
      saveLogin({ userId: config.userId, username: config.username, loginNonce: body.login_nonce })
    }
    location.assign(next)
  }
  mount.replaceChildren(
    card(
      'Save your login info?',
      h(
        'p',
        {},
        "We can save your login info on this browser so you don't need to enter it again.",
      ),
      button('classic', 'Save info', {}, save),
      button('named', 'Not now', { class: 'quiet' }, () => location.assign(next)),
    ),
  )
}

/** A page that only says something: suspended, disabled; or has a single way on. */
export function noticePage(mount) {
  const { title, lines, way } = config
  const on = way ? [button('named', way.text, {}, () => location.assign(way.to))] : []
  mount.replaceChildren(card(title, ...lines.map((line) => h('p', {}, line)), ...on))
}

/** `/consent/`: new terms, to be agreed to once. */
export function consentPage(mount) {
  const agree = async () => {
    const { body } = await post('/consent/', { agree: '1' })
    if (body?.location) location.assign(body.location)
  }
  mount.replaceChildren(
    card(
      'Review and agree to our updated terms',
      h('p', {}, 'To go on using Instagram, please agree to the new terms of use.'),
      button('named', 'Agree to terms', {}, agree),
    ),
  )
}
