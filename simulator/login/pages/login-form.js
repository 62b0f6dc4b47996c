import { controlled } from './controlled.js'
import { button, card, enable, h } from './dom.js'
import { config } from './send.js'

const USER_LABEL = 'Phone number, username, or email'

/**
 * The login form in the markup that the server chose (facts 5.3). `submit(username, password)`
 * answers the text to show, or `undefined` when it led the page elsewhere.
 */
export function loginForm(submit) {
  const { markup } = config
  const user = controlled(
    h('input', {
      type: 'text',
      'aria-label': USER_LABEL,
      autocapitalize: 'off',
      autocorrect: 'off',
      name: { classic: 'username', named: 'email', unnamed: false }[markup],
    }),
    refresh,
  )
  const password = controlled(
    h('input', {
      type: 'password',
      'aria-label': 'Password',
      name: { classic: 'password', named: 'pass', unnamed: false }[markup],
    }),
    refresh,
  )
  const error =
    markup === 'classic'
      ? h('p', { id: 'slfErrorAlert', class: 'error', role: 'alert', 'aria-atomic': 'true' })
      : h('div', { class: 'error', role: 'alert' })
  const press =
    markup === 'classic'
      ? h('button', { type: 'submit' }, h('div', {}, 'Log in'))
      : button(markup, 'Log in', {}, send)
  let sending = false

  function refresh() {
    enable(press, !sending && user.text !== '' && password.text !== '')
  }

  async function send() {
    if (sending || user.text === '' || password.text === '') return
    sending = true
    refresh()
    error.textContent = ''
    const text = await submit(user.text, password.text)
    if (text === undefined) return
    sending = false
    error.textContent = text
    refresh()
  }

  refresh()
  return card(
    'Log in to Instagram',
    frame(send, user.input, password.input, press),
    error,
    extras(),
  )
}

/** The old page has a real form; the new ones listen for Enter in their fields. */
function frame(send, user, password, press) {
  const userField = h('label', { class: 'field' }, USER_LABEL, user)
  const passwordField = h('label', { class: 'field' }, 'Password', password)
  if (config.markup === 'classic') {
    const submit = (event) => {
      event.preventDefault()
      void send()
    }
    return h(
      'form',
      { id: 'loginForm', method: 'post', submit },
      userField,
      passwordField,
      showPassword(password),
      press,
    )
  }
  const keydown = (event) => {
    if (event.key === 'Enter' && event.target instanceof HTMLInputElement) void send()
  }
  return h('div', { keydown }, userField, passwordField, press)
}

function showPassword(password) {
  const click = (event) => {
    password.type = password.type === 'password' ? 'text' : 'password'
    event.target.textContent = password.type === 'password' ? 'Show' : 'Hide'
  }
  return h('button', { type: 'button', class: 'quiet small', click }, 'Show')
}

/** What stands below every login form, and has "Log in" in its words too. */
function extras() {
  return h(
    'div',
    {},
    button(config.markup, 'Log in with Facebook', { class: 'quiet' }, () => {}),
    h(
      'div',
      { class: 'links' },
      h('a', { href: '/accounts/password/reset/' }, 'Forgot password?'),
      ' · ',
      h('a', { href: '/accounts/emailsignup/' }, 'Sign up'),
    ),
  )
}
