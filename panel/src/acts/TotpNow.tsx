import { type ReactNode, useEffect, useState } from 'react'
import { SETUP_WORDS } from '../../../src/words/panel/setup.ts'
import { useWords } from '../ui/language.tsx'
import { useNow } from '../wire/now.ts'
import { totpAt } from '../wire/totp.ts'

/** The code that a secret makes now, to be compared with the one in the owner's app. */
export function TotpNow({ secret }: { readonly secret: string }): ReactNode {
  const words = useWords(SETUP_WORDS).account
  const now = useNow()
  const step = Math.floor(now.getTime() / 30_000)
  const [code, setCode] = useState<string | null>(null)
  useEffect(() => {
    let old = false
    void totpAt(secret, new Date(step * 30_000)).then((made) => {
      if (!old) setCode(made)
    })
    return () => {
      old = true
    }
  }, [secret, step])
  if (code === null) return null
  return (
    <p className="row totp-now">
      <b className="mono">
        {code.slice(0, 3)} {code.slice(3)}
      </b>
      <span className="small dim">{words.sameInApp}</span>
    </p>
  )
}
