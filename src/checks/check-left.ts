/** Nobody follows a check any more that a service goes on with: its command was interrupted. */
export class CheckLeftError extends Error {
  override readonly name = 'CheckLeftError'

  constructor() {
    super('No longer following: the service goes on with it, and nothing that was read is lost.')
  }
}
