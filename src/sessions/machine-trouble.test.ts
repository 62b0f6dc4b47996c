import { expect, test } from 'vitest'
import { machineTroubleOf } from './machine-trouble.ts'

test.each([
  ['NO_BROWSER', 'none was found', 'no-browser'],
  ['NO_SANDBOX', 'no user namespaces', 'no-sandbox'],
  ['BROWSER_CRASHED', 'the browser did not start', 'browser-start'],
  ['BROWSER_CRASHED', 'type: the page crashed', null],
  ['LOGIN_TIMEOUT', 'the browser took too long to start', 'browser-start'],
  ['LOGIN_TIMEOUT', 'the login took too long as a whole', null],
  ['UNKNOWN_PAGE', 'a page nobody knows', null],
  ['STOOD_STILL', 'no answer to the login form in time', 'stood-still'],
  ['UNREACHABLE', 'open /: no connection (ERR_CERT_AUTHORITY_INVALID)', 'certificate'],
  ['UNREACHABLE', 'open /: no connection (ERR_SSL_PROTOCOL_ERROR)', 'certificate'],
  ['UNREACHABLE', 'open /: no connection (ERR_PROXY_CONNECTION_FAILED)', 'proxy'],
  ['UNREACHABLE', 'open /: no connection (ERR_TUNNEL_CONNECTION_FAILED)', 'proxy'],
  ['UNREACHABLE', 'open /: no connection (ERR_NAME_NOT_RESOLVED)', 'name-lookup'],
  ['UNREACHABLE', 'open /: no connection (ERR_INTERNET_DISCONNECTED)', 'network'],
  [
    'UNREACHABLE',
    'open /: no connection (CERT_HAS_EXPIRED: certificate has expired)',
    'certificate',
  ],
  ['UNREACHABLE', 'open /: no connection (SELF_SIGNED_CERT_IN_CHAIN: self-signed)', 'certificate'],
  ['UNREACHABLE', 'open /: no connection (the proxy answered 407)', 'proxy'],
  ['UNREACHABLE', 'open /: no connection (ENOTFOUND: getaddrinfo)', 'name-lookup'],
  ['UNREACHABLE', 'open /: no connection (ECONNREFUSED: connect)', 'network'],
  ['UNREACHABLE', '/accounts/login/ answered 503', 'network'],
] as const)('%s, "%s", is the trouble %s of the machine', (code, detail, trouble) => {
  expect(machineTroubleOf({ code, detail })).toBe(trouble)
})
