/** The request bears neither a token nor a session that is known. */
export class CredentialsMissingError extends Error {
  override readonly name = 'CredentialsMissingError'
  readonly code = 'CREDENTIALS_MISSING'

  constructor() {
    super('This needs a token in the header Authorization: Bearer, or a signed-in operator.')
  }
}

/** The request bears a token or a session that does not hold. */
export class CredentialsRefusedError extends Error {
  override readonly name = 'CredentialsRefusedError'
  readonly code = 'CREDENTIALS_REFUSED'
}

/** What keeps somebody from doing something, as it is said to people and to programs. */
const LACKS = {
  'looks-only': 'You may look at this, and change nothing. An owner can let you: Settings, People.',
  'owner-only': 'Only an owner may do this. An owner can make you one, too: Settings, People.',
  'owner-tokens':
    'Only an owner makes tokens that may do everything. An owner can make you one, too: Settings, People.',
  'one-check': 'This link shows one check, and does nothing else.',
  'customer-only': 'A customer may not do this, only whoever runs this Evercheck.',
  'shown-only': 'This shows something, and changes nothing.',
  'for-others': 'Only an administrator may order for others, or choose how it is read.',
  'signed-in-owner': 'This may be done by an owner who is signed in, and nobody else.',
  'signed-in': 'This is for operators who are signed in, and not for tokens.',
  'wider-token': 'The scope of this token does not allow this.',
} as const

/** Whoever asks may not do this. */
export class ScopeMissingError extends Error {
  override readonly name = 'ScopeMissingError'
  readonly code = 'SCOPE_MISSING'
  readonly lack: keyof typeof LACKS

  constructor(lack: keyof typeof LACKS) {
    super(LACKS[lack])
    this.lack = lack
  }
}

/** A part of a request is not as the contract has it. */
export class RequestInvalidError extends Error {
  override readonly name = 'RequestInvalidError'
  readonly code = 'REQUEST_INVALID'
  readonly issues: readonly Issue[]

  constructor(message: string, issues: readonly Issue[] = []) {
    super(message)
    this.issues = issues
  }
}

/** One thing that is wrong with a request. */
export type Issue = { readonly path: string; readonly message: string }

/** There is nothing at that address. */
export class EndpointUnknownError extends Error {
  override readonly name = 'EndpointUnknownError'
  readonly code = 'ENDPOINT_UNKNOWN'
}

/** What was given as `after`, or as `Last-Event-ID`, was not given out by us. */
export class CursorInvalidError extends Error {
  override readonly name = 'CursorInvalidError'
  readonly code = 'CURSOR_INVALID'

  constructor() {
    super('This cursor is not valid: use the one that the last answer gave, or none.')
  }
}

/** A body is larger than its endpoint takes. */
export class BodyTooLargeError extends Error {
  override readonly name = 'BodyTooLargeError'
  readonly code = 'BODY_TOO_LARGE'
}

/** A body is of a kind that is not understood here. */
export class MediaTypeError extends Error {
  override readonly name = 'MediaTypeError'
  readonly code = 'MEDIA_TYPE_UNKNOWN'
}

/** The request took too long to arrive. */
export class RequestTooSlowError extends Error {
  override readonly name = 'RequestTooSlowError'
  readonly code = 'REQUEST_TOO_SLOW'
}

/** Answering took longer than it may. */
export class AnswerTooSlowError extends Error {
  override readonly name = 'AnswerTooSlowError'
  readonly code = 'ANSWER_TOO_SLOW'
}

/** There is no kind of error of that name. */
export class ErrorUnknownError extends Error {
  override readonly name = 'ErrorUnknownError'
  readonly code = 'ERROR_UNKNOWN'
}

/** So many streams are open that there is no room for another. */
export class StreamsTooManyError extends Error {
  override readonly name = 'StreamsTooManyError'
  readonly code = 'STREAMS_TOO_MANY'

  constructor() {
    super('Too many streams are open. Close some, or poll instead.')
  }
}

/** A result, or a list of it, is not given. */
export class ResultNotThereError extends Error {
  override readonly name = 'ResultNotThereError'
  readonly code = 'RESULT_NOT_THERE'
}

/** A customer's order bears no key by which a repetition of it is known. */
export class IdempotencyKeyMissingError extends Error {
  override readonly name = 'IdempotencyKeyMissingError'
  readonly code = 'IDEMPOTENCY_KEY_MISSING'

  constructor() {
    super('Send a header Idempotency-Key, new for each order and the same when you repeat it.')
  }
}

/** A repetition of what was done, whose answer held a secret: that was shown once. */
export class AlreadyDoneError extends Error {
  override readonly name = 'AlreadyDoneError'
  readonly code = 'ALREADY_DONE'
  /** The id of what was made; null where it has none that is of use. */
  readonly made: string | null

  constructor(made: string | null) {
    super(
      `This was done before, with the same Idempotency-Key${made === null ? '' : ` (${made})`}. The secret in its answer was shown then, and is not kept. If it is lost, revoke what was made, and send this once more with a new key.`,
    )
    this.made = made
  }
}

/** A way to reach people that is not set up. */
export class ChannelUnknownError extends Error {
  override readonly name = 'ChannelUnknownError'
  readonly code = 'CHANNEL_UNKNOWN'
}

/** There is no rule of that name. */
export class RuleUnknownError extends Error {
  override readonly name = 'RuleUnknownError'
  readonly code = 'RULE_UNKNOWN'
}

/** Other exports are being read: one of the same sender, or as many as there are places. */
export class ImportsTooManyError extends Error {
  override readonly name = 'ImportsTooManyError'
  readonly code = 'IMPORTS_TOO_MANY'

  constructor() {
    super('Other exports are being read. Send it again in a minute.')
  }
}
