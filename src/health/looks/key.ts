import type { KeyPlace } from '../../credentials/key-note.ts'
import type { KeySource } from '../../credentials/key-source.ts'
import { KeyFileMissingError, type Keyring } from '../../credentials/keyring.ts'
import type { SealedText } from '../../credentials/open-vault.ts'
import { sealedBy, Vault } from '../../credentials/vault.ts'
import type { Database } from '../../db/database.ts'
import { receiptFingerprint } from '../../reports/receipt.ts'
import { sealedTexts } from '../../sessions/sealed.ts'
import type { Meaning } from '../../words/finding-meaning.ts'
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
        return [well('key', { code: 'key-none' })]
      }
    },
  }
}

async function opening(texts: readonly SealedText[], keys: KeySource): Promise<Finding> {
  const { keyring, notes } = await keys.load()
  const vault = new Vault(keyring)
  for (const text of texts) {
    if (await vault.opens(text.place, text.sealed)) continue
    return broken('key', whyClosed(text, keyring, keys.place))
  }
  const [note] = notes
  if (note !== undefined) return careful('key', { code: 'note', note })
  const receipts = receiptFingerprint(vault.receiptKey)
  const { place } = keys
  return well('key', { code: 'key-opens', count: texts.length, place, receipts })
}

function whyClosed(closed: SealedText, keyring: Keyring, place: KeyPlace): Meaning {
  const { username, sealed } = closed
  const key = sealedBy(sealed)
  return keyring.find(key) === null
    ? { code: 'key-missing', key, username, place }
    : { code: 'key-changed', key, username }
}
