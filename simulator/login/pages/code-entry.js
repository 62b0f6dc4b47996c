import { button, card, enable, h } from './dom.js'
import { config, graphql } from './send.js'
import { codeField } from './two-factor.js'

const PICK = ['useAuthPlatformSelectChallengeMutation', '9771607989592788']
const SUBMIT = ['useAuthPlatformSubmitCodeMutation', '25017097917894476']

/** `/auth_platform/codeentry/?apc=…`: one field labelled "Code", one button "Continue". */
export function codeEntryPage(mount) {
  // No name, as in the newer markups: the label is all there is to know the field by.
  const name = config.field === 'email' ? { name: 'email', autocomplete: 'off' } : {}
  const attributes = { type: 'text', id: '_r_3_', 'aria-label': 'Code', ...name }
  const field = codeField(attributes, refresh)
  const error = h('div', { class: 'error', role: 'alert' })
  const go = button('named', 'Continue', {}, send)

  function refresh() {
    enable(go, field.text.length >= 5)
  }

  async function send() {
    if (field.text.length < 5) return
    const result = await mutate(SUBMIT, { code: field.text })
    if (result?.redirect_uri) return location.assign(result.redirect_uri)
    error.textContent = result?.error_message ?? 'Something went wrong. Please try again.'
    return undefined
  }

  field.input.addEventListener('keydown', (event) => event.key === 'Enter' && send())
  refresh()
  const texts = {
    TOTP: ['Go to your authentication app', 'Enter the 6-digit code from your app.'],
    EMAIL: ['Check your email', `Enter the code we sent to ${config.contact}.`],
    SMS: ['Check your text messages', `Enter the code we sent to ${config.contact}.`],
    WHATSAPP: ['Check your WhatsApp messages', 'Enter the 6-digit code.'],
  }[config.channel]
  mount.replaceChildren(
    card(
      texts[0],
      h('p', {}, texts[1]),
      h('label', { class: 'field', for: '_r_3_' }, 'Code'),
      field.input,
      error,
      go,
    ),
  )
}

/** `/auth_platform/challengepicker/?apc=…`: by which way the code shall come. */
export function challengePickerPage(mount) {
  let index = 0
  const options = config.contacts.map((contact, at) =>
    h(
      'label',
      { class: 'tick' },
      h('input', { type: 'radio', name: 'way', checked: at === 0, change: () => (index = at) }),
      contact,
    ),
  )
  const go = async () => {
    const result = await mutate(PICK, { challenge_index: index, contact_point_index: 0 })
    if (result?.redirect_uri) location.assign(result.redirect_uri)
  }
  mount.replaceChildren(
    card(
      'Confirm it is you',
      ...options,
      button('named', 'Continue', {}, () => void go()),
    ),
  )
}

async function mutate([name, docId], input) {
  const apc = new URLSearchParams(location.search).get('apc')
  const { body } = await graphql(name, docId, {
    input: { actor_id: '0', client_mutation_id: '1', encrypted_ap_context: apc, ...input },
  })
  return Object.values(body?.data ?? {})[0]
}
