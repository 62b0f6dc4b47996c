import { expect, test } from 'vitest'
import { loadConfig } from './config.ts'
import { settingNames } from './env.ts'

const ADDRESSES = settingNames().filter((name) => /_(URL|API)$/.test(name))

test.each(ADDRESSES)(
  '%s with a secret in it is refused, and the secret is not repeated: settings are shown',
  (name) => {
    expect(ADDRESSES).toHaveLength(5)
    for (const secret of [
      '//ada:hidden@host.example',
      '//:hidden@host.example',
      '//host.example/?key=hidden',
    ]) {
      let said = ''
      try {
        loadConfig({ [name]: `https:${secret}`, EVERCHECK_VAULT_TOKEN_FILE: '/run/token' })
      } catch (error) {
        said = String(error)
      }
      expect(said).toContain(name)
      expect(said).not.toContain('hidden')
    }
  },
)
