import { type Allowance, rateLimitFields } from '../access/rate-limit.ts'

/** A request that a cookie speaks for does not come from a page of ours. */
export class OriginRefusedError extends Error {
  override readonly name = 'OriginRefusedError'
  readonly code = 'ORIGIN_REFUSED'

  constructor() {
    super(
      'Only pages of this installation may send this: open them at EVERCHECK_PUBLIC_URL or at http://localhost, and send the header X-Evercheck.',
    )
  }
}

/** An operator has to prove again who he is. */
export class SudoMissingError extends Error {
  override readonly name = 'SudoMissingError'
  readonly code = 'SUDO_MISSING'

  constructor() {
    super('Confirm once more who you are, and repeat the request.')
  }
}

/** Name, password, code or passkey were not right. Which of them is not said. */
export class SignInRefusedError extends Error {
  override readonly name = 'SignInRefusedError'
  readonly code = 'SIGN_IN_REFUSED'

  constructor() {
    super(
      'Name, password or code is wrong. If you cannot sign in any more, run on the machine: evercheck operator reset NAME',
    )
  }
}

/** Too many requests, or too many tries that failed. */
export class RateLimitedError extends Error {
  override readonly name = 'RateLimitedError'
  readonly code = 'RATE_LIMITED'
  /** Header fields of the answer. */
  readonly fields: Readonly<Record<string, string>>
  /** After so long it may be tried again. */
  readonly seconds: number

  constructor(allowance: Allowance) {
    const seconds = Math.max(1, Math.ceil(allowance.retryInMs / 1000))
    super(`Too many requests. Try again in ${seconds} s.`)
    this.seconds = seconds
    this.fields = rateLimitFields(allowance)
  }
}

/** A one-time link was used, its time is over, or it never was one. */
export class InvitationOverError extends Error {
  override readonly name = 'InvitationOverError'
  readonly code = 'INVITATION_OVER'

  constructor() {
    super(
      'This link has been used or has expired. Make a new one: evercheck operator invite, or evercheck operator reset NAME',
    )
  }
}

/** A question was answered before, too late, or not by what it was put to. */
export class ChallengeOverError extends Error {
  override readonly name = 'ChallengeOverError'
  readonly code = 'CHALLENGE_OVER'

  constructor() {
    super('This does not answer what was asked, or it came too late. Start again.')
  }
}

/** Somebody has that passkey already. */
export class PasskeyTakenError extends Error {
  override readonly name = 'PasskeyTakenError'
  readonly code = 'PASSKEY_TAKEN'

  constructor() {
    super('This passkey is registered already.')
  }
}

/** Passkeys belong to a name, and the page was opened at an address. */
export class PasskeySiteError extends Error {
  override readonly name = 'PasskeySiteError'
  readonly code = 'PASSKEY_SITE'

  constructor() {
    super(
      'A passkey is bound to a host name: open this page at http://localhost, or at a host name of its own.',
    )
  }
}

/** The code is none of this time. */
export class CodeWrongError extends Error {
  override readonly name = 'CodeWrongError'
  readonly code = 'CODE_WRONG'

  constructor() {
    super('This code is not valid now. Type the one that your app shows.')
  }
}

const WEAK = {
  'too-short': 'A password has at least 15 characters.',
  'too-long': 'A password has at most 200 characters.',
  'too-simple': 'This password is made of what everybody tries first. Take some words at random.',
} as const

/** The password would be guessed. */
export class PasswordWeakError extends Error {
  override readonly name = 'PasswordWeakError'
  readonly code = 'PASSWORD_WEAK'
  readonly fault: keyof typeof WEAK

  constructor(fault: keyof typeof WEAK) {
    super(WEAK[fault])
    this.fault = fault
  }
}

/** There is no such session. */
export class SessionUnknownError extends Error {
  override readonly name = 'SessionUnknownError'
  readonly code = 'SESSION_UNKNOWN'

  constructor() {
    super('There is no such session; it may have ended.')
  }
}
