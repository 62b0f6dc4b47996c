import { button, h } from './dom.js'
import { config } from './send.js'

const ASKED = 'notifications-asked'

/** The feed of somebody who is logged in; a first visit is asked about notifications. */
export function homePage(mount) {
  mount.replaceChildren(
    h(
      'nav',
      {},
      h('a', { href: '/', 'aria-label': 'Home' }, 'Home'),
      h('a', { href: '/explore/' }, 'Search'),
      h('a', { href: `/${config.username}/` }, 'Profile'),
    ),
    h('main', {}, h('article', { class: 'card' }, `Welcome back, ${config.username}.`)),
  )
  if (config.notifications && localStorage.getItem(ASKED) === null) askForNotifications()
}

/** `/accounts/edit/`: the page that only a session which is alive gets to see. */
export function editPage(mount) {
  mount.replaceChildren(
    h('nav', {}, h('a', { href: '/' }, 'Home')),
    h(
      'main',
      {},
      h('section', { class: 'card' }, h('h2', {}, 'Edit profile'), h('p', {}, config.username)),
    ),
  )
}

function askForNotifications() {
  const answered = () => {
    localStorage.setItem(ASKED, '1')
    overlay.remove()
  }
  const overlay = h(
    'div',
    { class: 'overlay' },
    h(
      'div',
      { role: 'dialog', 'aria-modal': 'true', 'aria-label': 'Turn on Notifications' },
      h('h2', {}, 'Turn on Notifications'),
      h('p', {}, 'Know right away when people follow you or like and comment on your photos.'),
      button('classic', 'Turn On', {}, answered),
      button('classic', 'Not Now', { class: 'quiet' }, answered),
    ),
  )
  document.body.append(overlay)
}
