import { useQuery } from '@tanstack/react-query'
import type { ReactNode } from 'react'
import type { Language } from '../../../src/words/language.ts'
import { ACCOUNT_WORDS } from '../../../src/words/panel/accounts.ts'
import { Loaded } from '../ui/Loaded.tsx'
import { useLanguage, useWords } from '../ui/language.tsx'
import { deviceOf } from '../wire/account-queries.ts'

/** What makes Instagram see the same browser again. */
export function Device({ account }: { readonly account: string }): ReactNode {
  const words = useWords(ACCOUNT_WORDS).device
  const { language } = useLanguage()
  const query = useQuery(deviceOf(account))
  return (
    <>
      <div className="sec-h device">
        <h2>{words.title}</h2>
      </div>
      <Loaded query={query} rows={2}>
        {({ device }) =>
          device === null ? (
            <p className="mid">{words.none}</p>
          ) : (
            <>
              <dl className="kv">
                <dt>{words.browser}</dt>
                <dd title={device.userAgent}>
                  {words.on(...programOf(device.userAgent, words.unknown))}
                </dd>
                <dt>{words.screen}</dt>
                <dd>
                  {device.viewport.width} × {device.viewport.height}
                </dd>
                <dt>{words.zone}</dt>
                <dd>{device.timeZone}</dd>
                <dt>{words.language}</dt>
                <dd>{languageIn(language, device.locale)}</dd>
              </dl>
              <p className="small dim">{words.means}</p>
            </>
          )
        }
      </Loaded>
    </>
  )
}

const BROWSERS = [
  ['Edge', /Edg\/(\d+)/],
  ['Opera', /OPR\/(\d+)/],
  ['Chrome', /Chrome\/(\d+)/],
  ['Firefox', /Firefox\/(\d+)/],
  ['Safari', /Version\/(\d+).*Safari/],
] as const
const SYSTEMS = [
  ['Android', /Android/],
  ['iOS', /iPhone|iPad/],
  ['Windows', /Windows/],
  ['macOS', /Macintosh/],
  ['Linux', /Linux|X11/],
] as const

/** A browser with its version, and the system that it runs on, as a user agent tells them. */
function programOf(userAgent: string, unknown: string): readonly [string, string] {
  const browser = BROWSERS.map(([name, shape]) => {
    const version = shape.exec(userAgent)?.[1]
    return version === undefined ? null : `${name} ${version}`
  }).find((one) => one !== null)
  const system = SYSTEMS.find(([, shape]) => shape.test(userAgent))?.[0]
  return [browser ?? unknown, system ?? unknown]
}

function languageIn(language: Language, locale: string): string {
  try {
    return new Intl.DisplayNames(language, { type: 'language' }).of(locale) ?? locale
  } catch {
    return locale
  }
}
