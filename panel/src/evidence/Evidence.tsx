import { useQuery } from '@tanstack/react-query'
import type { ReactNode } from 'react'
import { numberIn } from '../../../src/words/language.ts'
import { SHELL_WORDS } from '../../../src/words/panel/shell.ts'
import { SYSTEM_WORDS } from '../../../src/words/panel/system.ts'
import { stampIn } from '../../../src/words/panel/time.ts'
import { Top } from '../frame/Top.tsx'
import '../style/page-system.css'
import { Copy } from '../ui/Copy.tsx'
import { Empty } from '../ui/Empty.tsx'
import { Loaded } from '../ui/Loaded.tsx'
import { useLanguage, useWords } from '../ui/language.tsx'
import { MoreRows } from '../ui/MoreRows.tsx'
import { PageOver } from '../ui/PageOver.tsx'
import { useAddress } from '../ui/use-search.ts'
import { now } from '../wire/now.ts'
import { listEvidence } from '../wire/system-queries.ts'

/** Answers of Instagram that no rule knew, without secrets. */
export function Evidence(): ReactNode {
  const words = useWords(SYSTEM_WORDS).evidence
  const shell = useWords(SHELL_WORDS)
  const { language } = useLanguage()
  const [address, change] = useAddress()
  const after = address.get('after')
  const query = useQuery(listEvidence(after))
  return (
    <div className="page-system">
      <Top title={shell.pages.evidence} />
      <Loaded query={query}>
        {({ items, next }) =>
          items.length === 0 && after !== null ? (
            <PageOver onStart={() => change({ after: null })} />
          ) : items.length === 0 ? (
            <Empty title={words.none} means={words.noneMeans} />
          ) : (
            <>
              <ul className="entries">
                {items.map((one) => (
                  <li key={one.id} className="sec">
                    <div className="row wrap">
                      <b>{words.surfaces[one.surface] ?? one.surface}</b>
                      <span className="dim">{one.account ?? ''}</span>
                      <span className="push small dim">
                        {words.times(one.count)}, {stampIn(language, new Date(one.lastAt), now())}
                      </span>
                      <span className="vh">{numberIn(language, one.count)}</span>
                    </div>
                    <details>
                      <summary className="small">{words.columns.sketch}</summary>
                      <pre className="mono">{one.sketch}</pre>
                      <pre className="mono">{JSON.stringify(one.evidence, null, 2)}</pre>
                      <Copy text={JSON.stringify(one, null, 2)} />
                    </details>
                  </li>
                ))}
              </ul>
              <MoreRows next={next} onMore={(to) => change({ after: to })} />
            </>
          )
        }
      </Loaded>
    </div>
  )
}
