import { challengePage } from './challenge.js'
import { challengePickerPage, codeEntryPage } from './code-entry.js'
import { cookieDialog } from './cookie-dialog.js'
import { h } from './dom.js'
import { editPage, homePage } from './home.js'
import { loginPage } from './login.js'
import { consentPage, noticePage, oneTapPage } from './notices.js'
import { config } from './send.js'

const VIEWS = {
  challenge: challengePage,
  'challenge-picker': challengePickerPage,
  'code-entry': codeEntryPage,
  consent: consentPage,
  edit: editPage,
  home: homePage,
  login: loginPage,
  notice: noticePage,
  'one-tap': oneTapPage,
}

/** The shell comes empty; what is to be seen is built here, a little later, as by a big script. */
function start() {
  const root = document.getElementById('mount')
  const isFeed = config.view === 'home' || config.view === 'edit'
  const mount = h('div')
  VIEWS[config.view](mount)
  root.replaceChildren(
    isFeed ? mount : h('main', {}, h('h1', {}, 'Instagram'), mount),
    h('footer', {}, 'Simulated Instagram, for tests only. Enter no real password.'),
  )
  cookieDialog(root)
}

/** The screen, as the web app tells it with every request (facts 1.1). */
function tellScreen() {
  const screen = { dpr: devicePixelRatio, wd: `${innerWidth}x${innerHeight}` }
  for (const [name, value] of Object.entries(screen)) {
    // biome-ignore lint/suspicious/noDocumentCookie: the cookie store is not in every browser yet
    document.cookie = `${name}=${value}; Path=/; Domain=.instagram.com; Max-Age=604800; Secure`
  }
}

tellScreen()
window.addEventListener('popstate', () => location.reload())
setTimeout(start, config.renderDelayMs)
