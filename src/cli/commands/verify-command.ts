import type { Receipt } from '../../reports/receipt.ts'
import { verifyReceipt } from '../../reports/receipt.ts'
import { whyFilesDiffer } from '../../reports/verify-files.ts'
import { readBoundedFile } from '../bounded-file.ts'
import { EXIT } from '../exit-code.ts'
import { type Output, openOutput } from '../output.ts'
import { json, type Registrar } from '../registrar.ts'
import { openTerminal } from '../terminal.ts'

/** Registers `evercheck verify RECEIPT`. */
export function registerVerify({ program, shell, exit }: Registrar): void {
  program
    .command('verify')
    .argument('<receipt>', 'the receipt.json of a report')
    .description('whether a receipt, and the lists that came with it, are as they were issued')
    .option('--lists <folder>', 'the folder with the lists')
    .option('--key <fingerprint>', 'the key that must have signed it')
    .addOption(json())
    .action(async (file: string, options: Options) => {
      const terminal = openTerminal(shell.stderr, shell.environment)
      const output = openOutput(shell.stdout, options.json === true, terminal, shell.environment)
      exit(await verifyCommand(output, file, options))
    })
}

type Options = { readonly lists?: string; readonly key?: string; readonly json?: true }

/** A receipt, or a list that came with it, is not as it was issued. */
export class ReceiptInvalidError extends Error {
  override readonly name = 'ReceiptInvalidError'
  readonly code = 'RECEIPT_INVALID'
}

/** No receipt is longer than some kilobytes. */
const BYTES_MAX = 1024 * 1024

/**
 * `evercheck verify RECEIPT`: needs no database, no key and no network.
 * @throws ReceiptInvalidError RECEIPT_INVALID
 */
async function verifyCommand(output: Output, file: string, options: Options): Promise<number> {
  const bytes = await readBoundedFile(file, BYTES_MAX).catch((cause: unknown) => {
    throw new ReceiptInvalidError(`the receipt ${file} cannot be read`, { cause })
  })
  if (bytes === null) throw new ReceiptInvalidError('it is not a receipt of Evercheck')
  // Bytes that are no text become another text, whose signature does not fit.
  const found = verifyReceipt(bytes.toString('utf8'))
  if (found.kind === 'broken') throw new ReceiptInvalidError(found.why)
  const { receipt, fingerprint } = found
  if (options.key !== undefined && options.key.toLowerCase() !== fingerprint) {
    throw new ReceiptInvalidError(`it was signed with another key: ${fingerprint}`)
  }
  const why = options.lists === undefined ? null : await whyFilesDiffer(receipt, options.lists)
  if (why !== null) throw new ReceiptInvalidError(`the report is not as it was issued: ${why}`)
  const { check, target, finishedAt } = receipt
  const files = Object.keys(receipt.files)
  output.json({ status: 'valid', check, target, finishedAt, key: fingerprint, files })
  for (const line of linesOf(receipt, fingerprint, options)) output.line(line)
  return EXIT.ok
}

function linesOf(receipt: Receipt, fingerprint: string, options: Options): readonly string[] {
  const { target, check, finishedAt, followers, following } = receipt
  const lists = options.lists === undefined ? '' : ' So are its lists.'
  return [
    `The receipt of @${target.username} (${check}, ${finishedAt ?? 'not finished'}) is as it was issued.${lists}`,
    `Followers: ${followers.collected} read, ${followers.confidence}; following: ${following.collected} read, ${following.confidence}.`,
    options.key === undefined
      ? `It was signed with the key ${fingerprint}. Whose that is, only its owner can tell: evercheck doctor shows it there.`
      : `It was signed with the key ${fingerprint}, as it should be.`,
  ]
}
