import { button, h } from './dom.js'

/** What the server wrote into the page for its script. */
export const config = JSON.parse(document.getElementById('page-config').textContent)

function cookie(name) {
  const found = document.cookie.split('; ').find((part) => part.startsWith(`${name}=`))
  return found?.slice(name.length + 1)
}

/** A version 0 password text: the time and the plain password (facts 5.1). */
export function encPassword(password) {
  return `#PWD_INSTAGRAM_BROWSER:0:${Math.floor(Date.now() / 1000)}:${password}`
}

function jazoest(token) {
  let sum = 0
  for (const letter of token) sum += letter.charCodeAt(0)
  return `2${sum}`
}

/**
 * Posts a form as the web app does. Answers the status and the parsed body; a body that is not
 * JSON, or no answer at all, is `body: undefined`.
 */
export async function post(path, fields, headers = {}) {
  const csrfToken = cookie('csrftoken') ?? ''
  try {
    const response = await fetch(path, {
      method: 'POST',
      credentials: 'same-origin',
      headers: {
        'Content-Type': 'application/x-www-form-urlencoded',
        'X-ASBD-ID': '359341',
        'X-CSRFToken': csrfToken,
        'X-IG-App-ID': '936619743392459',
        'X-IG-WWW-Claim': sessionStorage.getItem('www-claim-v2') ?? '0',
        'X-Instagram-AJAX': '1',
        'X-Requested-With': 'XMLHttpRequest',
        ...headers,
      },
      body: new URLSearchParams({ ...fields, jazoest: jazoest(csrfToken) }),
    })
    const claim = response.headers.get('x-ig-set-www-claim')
    if (claim) sessionStorage.setItem('www-claim-v2', claim)
    const body = parse(await response.text())
    if (body?.message === 'feedback_required') actionBlocked(body)
    return { status: response.status, body }
  } catch {
    return { status: 0, body: undefined }
  }
}

/** The dialog of an action block (facts 4.1 row 40). */
function actionBlocked({ feedback_title: title, feedback_message: message }) {
  const overlay = h(
    'div',
    { class: 'overlay' },
    h(
      'div',
      { role: 'dialog', 'aria-modal': 'true', 'aria-label': title },
      h('h2', {}, title),
      h('p', {}, message),
      button('classic', 'OK', {}, () => overlay.remove()),
    ),
  )
  document.body.append(overlay)
}

function parse(text) {
  try {
    return JSON.parse(text.replace(/^for \(;;\);/, ''))
  } catch {
    return undefined
  }
}

/** Calls one GraphQL operation by its document. */
export function graphql(name, docId, variables) {
  const fields = {
    fb_api_caller_class: 'RelayModern',
    fb_api_req_friendly_name: name,
    variables: JSON.stringify(variables),
    server_timestamps: 'true',
    doc_id: docId,
  }
  return post('/api/graphql', fields, { 'X-FB-Friendly-Name': name })
}
