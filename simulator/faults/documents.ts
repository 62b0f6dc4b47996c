import type { Account, Session } from '../world/accounts.ts'
import type { Person } from '../world/people.ts'

/** Text made safe for HTML. */
export function escapeHtml(text: string): string {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
}

/** A value as JSON that may stand inside a script element. */
export function scriptJson(value: unknown): string {
  return JSON.stringify(value).replaceAll('<', '\\u003c')
}

/** The app's pages weigh 400 to 600 KB (row 24); what they are made of does not matter. */
const FILLER = `<script type="application/json" data-sjs>{"require":["${'ScheduledServerJS,'.repeat(
  24_000,
)}"]}</script>`

function document(title: string, htmlClass: string, head: string, body: string): string {
  return (
    `<!DOCTYPE html><html lang="en" class="${htmlClass}"><head><meta charset="utf-8">` +
    `<title>${escapeHtml(title)}</title>${head}</head><body>${body}</body></html>`
  )
}

function viewerData(session: Session | undefined): string {
  const data = {
    config: {
      csrf_token: session?.csrfToken ?? '',
      viewerId: session?.account.pk ?? '0',
      viewer: session ? { id: session.account.pk, username: session.account.username } : null,
    },
  }
  return `<script type="application/json" id="viewer-data">${scriptJson(data)}</script>`
}

/** The app shell that a logged-in browser gets where an API answer was expected (row 24b). */
export function shellPage(account: Account | undefined): string {
  const viewer = { viewerId: account?.pk ?? '0' }
  const head = `<script type="application/json">${scriptJson(viewer)}</script>${FILLER}`
  return document('Instagram', 'logged-in', head, '<div id="mount_0_0"></div>')
}

/** The page that says "not logged in" with status 200 (row 24). */
export function loginWall(): string {
  const body =
    '<main><form id="loginForm"><input name="username" type="text">' +
    '<input name="password" type="password"><button type="submit">Log in</button></form></main>'
  return document('Login • Instagram', 'no-js not-logged-in client-root', FILLER, body)
}

/**
 * What every address shows a browser whose session has expired (facts 13): the account it
 * remembers, and none of the marks by which the login wall is known.
 */
export function savedAccountPage(account: Account | undefined): string {
  const name = escapeHtml(account?.username ?? 'instagram.user')
  const button = (text: string) => `<div role="button" tabindex="0">${text}</div>`
  const body =
    `<main><span>${name}</span>${button('Continue')}${button('Use another profile')}` +
    '<a role="link" href="/accounts/emailsignup/">Create new account</a></main>'
  return document('Instagram', '', FILLER, body)
}

/** The page that comes with the 429 of a surface that is not served (facts 13). */
export function notServedPage(): string {
  const body = '<main><h2>Page Not Found</h2></main>'
  return document('Page Not Found • Instagram', 'logged-in', '', body)
}

/** The transient error page (row 24c), also the body of server trouble. */
export function errorPage(): string {
  const body =
    '<div class="error-container"><h2>Sorry, something went wrong.</h2>' +
    "<p>We're working on getting this fixed as soon as we can.</p></div>"
  return document('Error', '', '', body)
}

/** The page of something that does not exist. */
export function missingPage(session: Session | undefined): string {
  const body =
    "<main><h2>Sorry, this page isn't available.</h2><p>The link you followed may be broken, " +
    'or the page may have been removed.</p><a href="/">Go back to Instagram.</a></main>'
  return document('Page not found • Instagram', '', viewerData(session), body)
}

/** What a profile page shows. */
export type ProfileView = {
  readonly session: Session
  readonly person: Person
  readonly followers: number
  readonly following: number
  readonly mayBeRead: boolean
  /** The list whose dialog is open: `/<user>/followers/` opens it at once. */
  readonly opened: 'followers' | 'following' | undefined
}

/**
 * A profile with its two dialogs. Scrolling a dialog makes the page call the REST list, as the
 * real one does (facts 5.3).
 */
export function profilePage(view: ProfileView): string {
  const { person } = view
  const data = {
    pk: String(person.pk),
    username: person.username,
    opened: view.opened ?? null,
    mayBeRead: view.mayBeRead,
  }
  const name = escapeHtml(person.fullName)
  const link = (list: 'followers' | 'following', count: number): string =>
    `<li><a href="/${person.username}/${list}/" data-list="${list}">` +
    `<span title="${count.toLocaleString('en-US')}">${count}</span> ${list}</a></li>`
  const body =
    `<main role="main"><header><h2>${person.username}</h2><h1>${name}</h1><ul>` +
    `${link('followers', view.followers)}${link('following', view.following)}</ul></header>` +
    `${view.mayBeRead ? '' : '<h2>This account is private</h2>'}</main>` +
    `<script type="application/json" id="profile-data">${scriptJson(data)}</script>` +
    `<script>${DIALOG_SCRIPT}</script>`
  const head =
    viewerData(view.session) +
    `<meta property="al:ios:url" content="instagram://user?username=${person.username}">` +
    `<script>window.__page="profilePage_${person.pk}"</script>`
  const title = `${person.fullName} (@${person.username}) • Instagram photos and videos`
  return document(title, 'logged-in', head, body)
}

/** Opens a list in a dialog and asks for its next page whenever its end comes into view. */
const DIALOG_SCRIPT = `
const profile = JSON.parse(document.getElementById('profile-data').textContent)
const cookie = (name) => (document.cookie.match('(?:^|; )' + name + '=([^;]*)') || [])[1] || ''
function actionBlocked(block) {
  const dialog = document.createElement('div')
  dialog.setAttribute('role', 'dialog')
  dialog.setAttribute('aria-label', block.feedback_title)
  for (const [tag, text] of [
    ['h2', block.feedback_title], ['p', block.feedback_message], ['button', 'OK'],
  ]) {
    const element = document.createElement(tag)
    element.textContent = text
    dialog.append(element)
  }
  dialog.lastChild.addEventListener('click', () => dialog.remove())
  document.body.append(dialog)
}
function openList(list) {
  const dialog = document.createElement('div')
  dialog.setAttribute('role', 'dialog')
  dialog.innerHTML = '<h1>' + list + '</h1><div class="scroll" style="height:400px;overflow-y:auto">'
    + '<div class="rows"></div><div class="end" style="height:1px"></div></div>'
  document.body.append(dialog)
  const scroll = dialog.querySelector('.scroll')
  const rows = dialog.querySelector('.rows')
  let cursor = null, busy = false, done = false
  async function more() {
    if (busy || done) return
    busy = true
    const query = new URLSearchParams({ count: '12' })
    if (list === 'followers') query.set('search_surface', 'follow_list_page')
    if (cursor) query.set('max_id', cursor)
    const answer = await fetch('/api/v1/friendships/' + profile.pk + '/' + list + '/?' + query, {
      headers: {
        'X-IG-App-ID': '936619743392459', 'X-ASBD-ID': '359341',
        'X-CSRFToken': cookie('csrftoken'), 'X-Requested-With': 'XMLHttpRequest',
        'X-IG-WWW-Claim': sessionStorage.getItem('www-claim-v2') || '0',
      },
    })
    const claim = answer.headers.get('x-ig-set-www-claim')
    if (claim) sessionStorage.setItem('www-claim-v2', claim)
    const page = await answer.json().catch(() => null)
    if (page && page.message === 'feedback_required') actionBlocked(page)
    for (const user of (page && page.users) || []) {
      const row = document.createElement('div')
      row.style.height = '60px'
      row.innerHTML = '<a href="/' + user.username + '/">' + user.username + '</a>'
      rows.append(row)
    }
    cursor = page && page.next_max_id
    done = !cursor
    busy = false
  }
  scroll.addEventListener('scroll', () => {
    if (scroll.scrollTop + scroll.clientHeight >= scroll.scrollHeight - 120) more()
  })
  more()
}
for (const link of document.querySelectorAll('a[data-list]')) {
  link.addEventListener('click', (event) => {
    event.preventDefault()
    history.pushState(null, '', link.href)
    if (profile.mayBeRead) openList(link.dataset.list)
  })
}
if (profile.opened && profile.mayBeRead) openList(profile.opened)
`
