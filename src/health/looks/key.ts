import type { KeySource } from '../../credentials/key-source.ts'
import { KeyFileMissingError, type Keyring } from '../../credentials/keyring.ts'
import type { SealedText } from '../../credentials/open-vault.ts'
import { sealedBy, Vault } from '../../credentials/vault.ts'
import type { Database } from '../../db/database.ts'
import { receiptFingerprint } from '../../reports/receipt.ts'
import { sealedTexts } from '../../sessions/sealed.ts'
import { broken, careful, type Finding, type Look, well } from '../finding.ts'

/** Whether the keys at hand open everything that is sealed. */
export function lookAtKey(context: { readonly db: Database }, keys: KeySource): Look {
  return {
    what: 'key',
    async findings() {
      const texts = await sealedTexts(context)
      try {
        return [await opening(texts, keys)]
      } catch (error) {
        if (!(error instanceof KeyFileMissingError) || texts.length > 0) throw error
        return [well('key', 'None yet; it is made with the first command.')]
      }
    },
  }
}

async function opening(texts: readonly SealedText[], keys: KeySource): Promise<Finding> {
  const { keyring, warnings } = await keys.load()
  const vault = new Vault(keyring)
  for (const text of texts) {
    if (await vault.opens(text.place, text.sealed)) continue
    return broken('key', whyClosed(text, keyring, keys.where))
  }
  const [warning] = warnings
  if (warning !== undefined) return careful('key', `${warning}.`)
  const opened = texts.length === 0 ? 'Nothing is sealed yet' : openWords(texts.length)
  const receipts = `It signs receipts as ${receiptFingerprint(vault.receiptKey)}.`
  return well('key', `${opened} with ${keys.where}. ${receipts} Keep a copy of it elsewhere.`)
}

function openWords(count: number): string {
  return count === 1 ? 'The one secret opens' : `All ${count} secrets open`
}

function whyClosed(closed: SealedText, keyring: Keyring, where: string): string {
  const { username, sealed } = closed
  const anew = `add ${username} anew: evercheck account add ${username}`
  const name = sealedBy(sealed)
  return keyring.find(name) === null
    ? `The key ${name}, which sealed what is stored of ${username}, is not in ${where}: put its line back from the backup, or ${anew}`
    : `What is stored of ${username} was changed since it was sealed, or moved, or the key ${name} is another one of that name: ${anew}`
}
