/** No login waits for a human under that id, or of that account. */
export class DialogueUnknownError extends Error {
  override readonly name = 'DialogueUnknownError'
  readonly code = 'DIALOGUE_UNKNOWN'
}

/** A code could not be handed on to the page. */
export class CodeRefusedError extends Error {
  override readonly name = 'CodeRefusedError'
  readonly code = 'CODE_REFUSED'
}

/** Nobody can take control of the page now: somebody else acts there, or it is closed. */
export class ControlRefusedError extends Error {
  override readonly name = 'ControlRefusedError'
  readonly code = 'CONTROL_REFUSED'
  readonly controller: string | null

  /** Given who acts there, null when it is closed. */
  constructor(controller: string | null) {
    super(
      controller === null ? 'The page is not open.' : `The page is controlled by ${controller}.`,
    )
    this.controller = controller
  }
}
