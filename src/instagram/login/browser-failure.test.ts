import { expect, test } from 'vitest'
import { launchFailure, step, translate } from './browser-failure.ts'

const SECRET = 'correct horse battery'

test.each([
  [`page.goto: net::ERR_CONNECTION_REFUSED at https://www.instagram.com/?${SECRET}`, 'UNREACHABLE'],
  [`locator.fill: Timeout 30000ms exceeded.\nCall log:\n  - fill("${SECRET}")`, 'LOGIN_TIMEOUT'],
  [
    `locator.pressSequentially: Target page, context or browser has been closed\n  - "${SECRET}"`,
    'BROWSER_CRASHED',
  ],
  [`page.evaluate: Target crashed ${SECRET}`, 'BROWSER_CRASHED'],
  [`locator.type: Error: something new about "${SECRET}"`, 'UNKNOWN_PAGE'],
])('%j becomes ours as %s', (message, code) => {
  const failure = translate('type', new Error(message))
  expect(failure).toMatchObject({ code })
  expect(failure.message).toMatch(/^type: /)
  expect(`${failure.stack}${failure.cause}`).not.toContain(SECRET)
})

test('a step that never ends is ended', async () => {
  const forever = step('wait', 1, () => new Promise(() => {}))
  await expect(forever).rejects.toMatchObject({ code: 'LOGIN_TIMEOUT' })
})

test.each([
  ["Failed to launch chromium because executable doesn't exist at /x", 'NO_BROWSER'],
  ['error while loading shared libraries: libnss3.so: cannot open', 'NO_BROWSER'],
  ['No usable sandbox!', 'NO_SANDBOX'],
  ['setpriv: setresuid failed: Operation not permitted', 'NO_SANDBOX'],
  ['Running as root without --no-sandbox is not supported.', 'NO_SANDBOX'],
  ['setpriv: failed to execute /root/x: Permission denied', 'NO_BROWSER'],
  ['Timeout 5000ms exceeded', 'LOGIN_TIMEOUT'],
  [
    'Timeout 5000ms exceeded.\nBrowser logs: Failed to connect to /run/dbus: No such file or directory',
    'LOGIN_TIMEOUT',
  ],
  ['login/start-browser.sh: 32: exec: /nowhere/chromium: not found', 'NO_BROWSER'],
  ['setpriv: failed to execute /nowhere/chromium: No such file or directory', 'NO_BROWSER'],
  ['anything else', 'NO_BROWSER'],
])('a start that fails with "%s" is %s', (message, code) => {
  expect(launchFailure(new Error(message))).toMatchObject({ code })
})
