import { SecretUnopenableError } from '../credentials/vault.ts'

/** A secret was sealed by a key that the key file does not hold. */
export class LostKeyError extends Error {
  override readonly name = 'LostKeyError'
  readonly code = 'SECRET_UNOPENABLE'

  constructor(keyName: string, keyFile: string, cause: unknown) {
    super(
      `the key ${keyName}, which sealed what is stored of an account, is not in the key file ${keyFile}: put its line back from your copy, or name the right file with EVERCHECK_KEY_FILE`,
      { cause },
    )
  }
}

/** The vault knows its keys and not their file: this names it. Other errors stay what they are. */
export function namingKeyFile(error: unknown, keyFile: string): unknown {
  if (!(error instanceof SecretUnopenableError)) return error
  const { reason } = error
  return reason.kind === 'key-missing' ? new LostKeyError(reason.keyName, keyFile, error) : error
}
