import type { WayProxy } from '../instagram/wire/proxy.ts'
import { parseProxyAddress } from '../instagram/wire/proxy-address.ts'
import { type Environment, SettingInvalidError } from './env.ts'

/** The proxy to use, and what is to be known of the variables that are set; null where none is. */
export type ProxyChoice = { readonly proxy: WayProxy | null; readonly note: WayNote | null }

/** What an operator should know about the way to Instagram; `variable` names the proxy. */
export type WayNote =
  /** Instagram is reached at an address of its own, and no proxy is used. */
  | { readonly code: 'way-elsewhere'; readonly variable: string }
  /** The variable `exempt` names Instagram's host, and no proxy is used. */
  | {
      readonly code: 'way-exempt'
      readonly variable: string
      readonly exempt: string
      readonly host: string
    }
  /** Everything goes through the proxy. */
  | { readonly code: 'way-proxy'; readonly variable: string; readonly proxy: string }

/** Everything goes one way or the other as a whole, so one host decides for all of Instagram's. */
const HOST = 'www.instagram.com'

/**
 * Reads `HTTPS_PROXY`, `ALL_PROXY` and `NO_PROXY` as curl does: small letters first. Only what is
 * encrypted ever leaves, so `HTTP_PROXY` is not asked. Where Instagram is reached at an address of
 * its own (`isElsewhere`), no proxy is used.
 * @throws SettingInvalidError SETTING_INVALID without the value: it may hold a password.
 */
export function chooseProxy(environment: Environment, isElsewhere: boolean): ProxyChoice {
  const found = ['HTTPS_PROXY', 'ALL_PROXY'].map((name) => variable(environment, name))
  const chosen = found.find((one) => one !== null)
  if (!chosen) return { proxy: null, note: null }
  const { name, value } = chosen
  if (isElsewhere) {
    return { proxy: null, note: { code: 'way-elsewhere', variable: name } }
  }
  const exempt = variable(environment, 'NO_PROXY')
  if (exempt !== null && isExempt(exempt.value)) {
    const note = { code: 'way-exempt', variable: name, exempt: exempt.name, host: HOST } as const
    return { proxy: null, note }
  }
  const proxy = parseProxy(name, value)
  const at = `${proxy.host}:${proxy.port}`
  return { proxy, note: { code: 'way-proxy', variable: name, proxy: at } }
}

function variable(environment: Environment, name: string) {
  for (const spelling of [name.toLowerCase(), name]) {
    const value = environment[spelling]?.trim()
    if (value) return { name: spelling, value }
  }
  return null
}

function isExempt(list: string): boolean {
  const names = list.toLowerCase().split(/[\s,]+/)
  return names.some((entry) => {
    const [, name = '', port] = /^\*?\.?([^:]*)(?::(\d+))?$/.exec(entry) ?? []
    if (port !== undefined && port !== '443') return false
    if (entry === '*') return true
    return name !== '' && (name === HOST || HOST.endsWith(`.${name}`))
  })
}

function parseProxy(name: string, value: string): WayProxy {
  const proxy = parseProxyAddress(value)
  if (proxy !== null) return proxy
  throw new SettingInvalidError(
    `${name} must name a proxy, such as http://proxy.example:3128 or socks5://proxy.example:1080; Evercheck knows no other kind. Remove it for Evercheck, or name Instagram in NO_PROXY, to go without one.`,
  )
}
