import { type ReactNode, useState } from 'react'
import { useLocation } from 'wouter'
import { SETUP_WORDS } from '../../../src/words/panel/setup.ts'
import { useWords } from '../ui/language.tsx'
import { Tabs } from '../ui/Tabs.tsx'
import { AddByHand } from './AddByHand.tsx'
import { ImportCookies } from './ImportCookies.tsx'
import { StorePassword } from './StorePassword.tsx'

/** The ways by which an account comes in. */
export const WAYS = ['password', 'cookies', 'by-hand'] as const

/** A new account: by its password, by a session of another browser, or logged in by hand. */
export function AddAccount({ onClose }: { readonly onClose: () => void }): ReactNode {
  const words = useWords(SETUP_WORDS).account
  const [, go] = useLocation()
  const [way, setWay] = useState<(typeof WAYS)[number]>('password')
  const ways = (
    <Tabs
      label={words.waysLabel}
      chosen={way}
      onChoose={(to) => setWay(WAYS.find((one) => one === to) ?? 'password')}
      tabs={WAYS.map((key) => ({ key, name: words.ways[key] }))}
    />
  )
  const added = (account: string): void => go(`/accounts/${account}`)
  switch (way) {
    case 'password':
      return <StorePassword ways={ways} onClose={onClose} onDone={added} />
    case 'cookies':
      return <ImportCookies ways={ways} onClose={onClose} onDone={added} />
    case 'by-hand':
      return <AddByHand ways={ways} onClose={onClose} />
  }
}
