import { button, card, enable, h } from './dom.js'
import { config, post } from './send.js'
import { codeField } from './two-factor.js'

const TITLES = {
  confirm: "Help us confirm it's you",
  suspicious: 'Suspicious Login Attempt',
}

/** The older challenge pages under `/challenge/<pk>/<nonce>/`. */
export function challengePage(mount) {
  if (config.step === 'dismiss') return mount.replaceChildren(automatedBehaviour())
  return mount.replaceChildren(config.step === 'choose' ? choosing() : entering())
}

/** Posts to the challenge itself; a `location` in the answer is followed, an error is answered. */
async function answer(fields) {
  const { body } = await post(location.pathname, fields)
  if (body?.location) {
    location.assign(body.location)
    return undefined
  }
  return body?.challenge?.errors?.[0] ?? 'Something went wrong. Please try again.'
}

function choosing() {
  let choice = '1'
  const option = (value, text) =>
    h(
      'label',
      { class: 'tick' },
      h('input', {
        type: 'radio',
        name: 'choice',
        value,
        checked: value === choice,
        change: () => {
          choice = value
        },
      }),
      text,
    )
  return card(
    TITLES[config.flavour],
    h(
      'p',
      {},
      'We detected an unusual login attempt. To secure your account, we will send you a security code.',
    ),
    option('1', `Email: ${config.email}`),
    option('0', `Phone: ${config.phone}`),
    button('classic', 'Send Security Code', {}, () => answer({ choice })),
  )
}

function entering() {
  const field = codeField({ name: 'security_code', 'aria-label': 'Security code' }, refresh)
  const error = h('p', { class: 'error', role: 'alert' })
  const submit = button('classic', 'Submit', {}, send)

  function refresh() {
    enable(submit, field.text.length >= 6)
  }

  async function send() {
    if (field.text.length < 6) return
    error.textContent = (await answer({ security_code: field.text })) ?? ''
  }

  field.input.addEventListener('keydown', (event) => event.key === 'Enter' && send())
  refresh()
  return card(
    'Enter Your Security Code',
    h('p', {}, `Enter the 6-digit code we sent to ${config.contact}.`),
    field.input,
    submit,
    button('classic', 'Choose another way', { class: 'quiet' }, () => answer({ reset: '1' })),
    error,
  )
}

function automatedBehaviour() {
  return card(
    'We suspect automated behavior on your account',
    h(
      'p',
      {},
      'To prevent your account from being temporarily restricted or permanently disabled, make sure no third-party services or apps have access to it.',
    ),
    button('named', 'Dismiss', {}, () => answer({ choice: '0' })),
  )
}
