import { button, h } from './dom.js'
import { config } from './send.js'

/** Its answer is remembered under this name for a year. */
const ANSWERED = 'ig_cb'

const WORDINGS = {
  decline: ['Allow all cookies', 'Decline optional cookies'],
  essential: ['Allow essential and optional cookies', 'Only allow essential cookies'],
  accept: ['Accept'],
}

/** Lays the cookie dialog over the page, unless this browser has answered it: nothing below works. */
export function cookieDialog(root) {
  const texts = WORDINGS[config.cookieDialog]
  if (!texts || document.cookie.includes(`${ANSWERED}=`)) return
  const answered = () => {
    // biome-ignore lint/suspicious/noDocumentCookie: the cookie store is not in every browser yet
    document.cookie = `${ANSWERED}=1; Path=/; Domain=.instagram.com; Max-Age=31536000; Secure`
    root.inert = false
    overlay.remove()
  }
  const overlay = h(
    'div',
    { class: 'overlay' },
    h(
      'div',
      { role: 'dialog', 'aria-modal': 'true' },
      h('h2', {}, 'Allow the use of cookies from Instagram on this browser?'),
      h('p', {}, 'We use cookies and similar technologies to help provide and improve content.'),
      ...texts.map((text, at) =>
        button(config.markup, text, at === 0 ? {} : { class: 'quiet' }, answered),
      ),
    ),
  )
  root.inert = true
  document.body.append(overlay)
}
