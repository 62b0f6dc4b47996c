import type { InputFacts, PageFacts } from './page-facts.ts'
import {
  challenged,
  HUMAN_WANTED,
  publicPath,
  type Refusal,
  refusalInPath,
  refusalInText,
} from './refusals.ts'

/** What a page is. Inputs are named by their index among all inputs, buttons by their text. */
export type PageReading =
  /** Still loading, or nothing on it that we know yet. Wait for it to change. */
  | { readonly kind: 'unfinished' }
  /** Complete, and nothing is on it. */
  | { readonly kind: 'blank' }
  /** Press `button` and look again. */
  | { readonly kind: 'cookie-dialog'; readonly button: string }
  /** A login that this device remembers: press `button` and look again. */
  | { readonly kind: 'saved-login'; readonly button: string }
  /** `user` is null where the page knows already who it is. */
  | { readonly kind: 'login-form'; readonly user: number | null; readonly password: number }
  /**
   * A code is asked for. `app` says that it is one of an authenticator app for sure; otherwise it
   * may be. `trust` is the unticked "trust this device".
   */
  | {
      readonly kind: 'code-entry'
      readonly input: number
      readonly app: boolean
      readonly trust: number | null
    }
  /** A page behind the login. That the login is alive must still be proved by its cookies. */
  | { readonly kind: 'landed' }
  /** Instagram said no, or wants a human. */
  | { readonly kind: 'refused'; readonly refusal: Refusal }

/** Recognises a page of the login (facts 5.2 auth_platform, 5.3). `username` is who logs in. */
export function readPage(facts: PageFacts, username: string): PageReading {
  const password = facts.inputs.find((input) => input.type === 'password')
  const atDoor = isDoor(facts.path) || password !== undefined

  if (isCodePage(facts.path)) {
    const code = codeEntry(facts)
    if (code !== null) return code
  }

  const refusal =
    (isCodePage(facts.path) ? null : refusalInPath(facts.path)) ??
    refusalInWords(facts, atDoor) ??
    humanWanted(facts, atDoor)
  if (refusal !== null) return { kind: 'refused', refusal }

  if (!atDoor) {
    if (!isSavedAccount(facts.buttons)) return behindTheDoor(facts)
    const button = savedLogin(facts.buttons, username)
    return button === null ? { kind: 'unfinished' } : { kind: 'saved-login', button }
  }

  const cookies = cookieButton(facts.buttons)
  if (cookies !== null) return { kind: 'cookie-dialog', button: cookies }

  if (password !== undefined) return loginForm(facts.inputs, password)
  const saved = savedLogin(facts.buttons, username)
  if (saved !== null) return { kind: 'saved-login', button: saved }
  return isBlank(facts) ? { kind: 'blank' } : { kind: 'unfinished' }
}

/**
 * Whether a page that still asks for a code has refused the one that was typed. Only meaningful
 * after a code was sent.
 */
export function refusedCode(facts: PageFacts): string | null {
  const alert = facts.alerts.find((text) =>
    /(code|it).*(incorrect|invalid|wrong|isn.t|not valid|expired|check|try)|check.*code/i.test(
      text,
    ),
  )
  return alert ?? null
}

/** A page in our own words, for whoever has to find out what it was. No input's value is in it. */
export function describePage(facts: PageFacts): string {
  const list = (name: string, texts: readonly string[]): string[] =>
    texts.length === 0
      ? []
      : [
          `${name} ${texts
            .slice(0, 4)
            .map((text) => `"${text}"`)
            .join(', ')}`,
        ]
  return [
    `path ${publicPath(facts.path)}`,
    `title "${facts.title}"`,
    ...list('headings', facts.headings),
    ...list('alerts', facts.alerts),
    ...list(
      'inputs',
      facts.inputs.map((input) => input.name || input.label || input.type),
    ),
  ].join('; ')
}

/** Paths before the login, where every word on the page is Instagram's own. */
function isDoor(path: string): boolean {
  const account = /^\/accounts\/(login|suspended|disabled)(\/|$)/
  const hurdle = /^\/(challenge|checkpoint|integrity|consent|privacy|auth_platform)(\/|$)/
  return account.test(path) || hurdle.test(path)
}

function refusalInWords(facts: PageFacts, atDoor: boolean): Refusal | null {
  const words = [...facts.alerts, ...(atDoor ? [facts.text] : [])]
  for (const text of words) {
    const refusal = refusalInText(text)
    if (refusal !== null) return refusal
  }
  // Behind the door others write too: there only a heading that opens with the sentence counts.
  const heading = facts.headings.find((text) => /^(we suspended your|your account has)/i.test(text))
  return heading === undefined ? null : refusalInText(heading)
}

function humanWanted(facts: PageFacts, atDoor: boolean): Refusal | null {
  const words = [...facts.alerts, ...facts.headings, ...(atDoor ? [facts.text] : [])]
  for (const text of words) {
    const found = HUMAN_WANTED.exec(text.replace(/[\u2018\u2019]/g, "'"))
    const whole = atDoor || found?.index === 0
    if (found !== null && whole) return challenged(facts.path, found[0])
  }
  return null
}

function behindTheDoor(facts: PageFacts): PageReading {
  if (/\bnot-logged-in\b/.test(facts.classes)) return { kind: 'unfinished' }
  if (isBlank(facts)) return { kind: 'blank' }
  return facts.text === '' ? { kind: 'unfinished' } : { kind: 'landed' }
}

function isBlank(facts: PageFacts): boolean {
  return facts.ready === 'complete' && facts.text === '' && facts.inputs.length === 0
}

/**
 * A page that asks for a code. The two-factor page means the authenticator app unless it says that
 * it has sent a message; the newer code page may mean either (facts 5.2, 5.3); a challenge sends
 * its codes (facts 5.2).
 */
function codeEntry(facts: PageFacts): PageReading | null {
  const input = facts.inputs.find(isCodeInput)
  // Without a field of a kind we know, the words decide as soon as all of them are there.
  if (input === undefined && facts.ready !== 'complete') return null
  const app = /authenticat(ion|or) app|security app|code generator/i.test(facts.text)
  if (!app && SENT_CODE.test(facts.text)) {
    const detail = 'Instagram wants a code that it has sent to a person'
    return { kind: 'refused', refusal: challenged(facts.path, detail) }
  }
  if (input === undefined) return null
  const trust = facts.inputs.find((box) => box.type === 'checkbox' && /trust/i.test(box.label))
  return {
    kind: 'code-entry',
    input: input.index,
    app: app || TWO_FACTOR.test(facts.path),
    trust: trust === undefined || trust.checked ? null : trust.index,
  }
}

/** What sends a code. */
export const CODE_BUTTON = /^\s*(confirm|continue|submit|next)\s*$/i

/**
 * The field of a page that asks a human for a code, wherever the code comes from; null without one.
 * On the code page itself it may have any name (facts 13).
 */
export function codeField(facts: PageFacts): number | null {
  if (!isDoor(facts.path) || facts.inputs.some(({ type }) => type === 'password')) return null
  const texts = facts.inputs.filter(isTextInput)
  const only = isCodePage(facts.path) && texts.length === 1 ? texts[0] : undefined
  return (facts.inputs.find(isCodeInput) ?? only)?.index ?? null
}

const TWO_FACTOR = /^\/accounts\/login\/two_factor(\/|$)/

function isCodePage(path: string): boolean {
  return TWO_FACTOR.test(path) || /^\/auth_platform\/codeentry(\/|$)/.test(path)
}

const SENT_CODE = /\b(sms|text message|whatsapp|e-?mail|(sent|texted) (you |it )?(to|a))\b/i

function isCodeInput(input: InputFacts): boolean {
  return (
    /^(verificationCode|security_code|code|approvals_code)$/i.test(input.name) ||
    input.autocomplete === 'one-time-code' ||
    (isTextInput(input) && (input.inputMode === 'numeric' || /\bcode\b/i.test(input.label)))
  )
}

/** The user's field is the one with a known name, else the last text field before the password. */
function loginForm(inputs: readonly InputFacts[], password: InputFacts): PageReading {
  const user =
    inputs.find((input) => isTextInput(input) && /^(username|email)$/.test(input.name)) ??
    inputs.findLast((input) => isTextInput(input) && input.index < password.index)
  return { kind: 'login-form', user: user?.index ?? null, password: password.index }
}

function isTextInput(input: InputFacts): boolean {
  return ['text', 'email', 'tel', 'number', ''].includes(input.type)
}

/** The least that Instagram offers to accept comes first. */
const COOKIE_BUTTONS = [
  /^decline optional cookies$/i,
  /^only allow essential cookies$/i,
  /^allow essential and optional cookies$/i,
  /^allow all cookies$/i,
  /^accept( all)?( cookies)?$/i,
]

function cookieButton(buttons: readonly string[]): string | null {
  for (const wording of COOKIE_BUTTONS) {
    const button = buttons.find((text) => wording.test(text))
    if (button !== undefined) return button
  }
  return null
}

/**
 * A device that was logged in once is shown its account at every address, also where only somebody
 * who is logged in would stay. None of these buttons is on a page behind the login.
 */
function isSavedAccount(buttons: readonly string[]): boolean {
  const has = (wording: RegExp): boolean => buttons.some((text) => wording.test(text))
  return (
    has(/^use another (account|profile)$/i) ||
    (has(/^(continue|log in)( as .+)?$/i) && has(/^(create new account|sign up)$/i))
  )
}

/** "Continue as" is taken when it names our user, or nobody while no other way is offered. */
function savedLogin(buttons: readonly string[], username: string): string | null {
  const as = (name: string): string => `continue as ${name}`.toLowerCase()
  const ours = buttons.find((text) => text.toLowerCase() === as(username))
  const other = buttons.find((text) =>
    /^(switch accounts?|log in(to)? (with |as |to )?another (account|profile)|use another (account|profile))$/i.test(
      text,
    ),
  )
  const anybody = buttons.find((text) => /^continue$/i.test(text))
  return ours ?? other ?? anybody ?? null
}
