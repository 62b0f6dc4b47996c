import { type ReactNode, useState } from 'react'
import { Route, Switch, useLocation } from 'wouter'
import { SHELL_WORDS } from '../../../src/words/panel/shell.ts'
import { PracticeBanner } from '../frame/PracticeBanner.tsx'
import { usePaletteOpen } from '../frame/palette-state.ts'
import { useSession } from '../frame/session.ts'
import { useWords } from '../ui/language.tsx'
import { useSettled } from '../ui/settled.ts'
import { Toasts } from '../ui/Toasts.tsx'
import { Trouble } from '../ui/Trouble.tsx'
import { IS_DRAWN } from '../wire/drawn.ts'
import { Bottom } from './Bottom.tsx'
import { Faults } from './Faults.tsx'
import { KeysHelp } from './KeysHelp.tsx'
import { useKeys } from './keys.ts'
import { LineStrip } from './LineStrip.tsx'
import { lazily } from './lazily.tsx'
import { ROUTES } from './routes.tsx'
import { Side } from './Side.tsx'
import { Sudo } from './Sudo.tsx'
import { Watching } from './Watching.ts'

const SignIn = lazily(() => import('../sign-in/SignIn.tsx'), 'SignIn')
const Setup = lazily(() => import('../setup/Setup.tsx'), 'Setup')
const Palette = lazily(() => import('./Palette.tsx'), 'Palette')

/**
 * The panel: signing in and setting up stand outside of its frame. Who was signed in here before
 * sees the frame while it is asked whether he still is.
 */
export function App(): ReactNode {
  const [path] = useLocation()
  const session = useSession()
  if (path.startsWith('/setup')) return <Setup />
  if (path === '/sign-in' || session.kind === 'nobody') return <SignIn />
  if (session.kind === 'unsaid') return <Trouble error={session.error} retry={session.again} />
  return <Frame />
}

/** What the page shows comes first; what leads elsewhere, and what is heard, a frame later. */
function Frame(): ReactNode {
  const words = useWords(SHELL_WORDS)
  const settled = useSettled()
  const isFramed = settled || IS_DRAWN
  const [help, setHelp] = useState(false)
  const [path] = useLocation()
  const palette = usePaletteOpen()
  useKeys(() => setHelp(true))
  return (
    <div className="app">
      <a className="skip" href="#content">
        {words.skip}
      </a>
      {isFramed ? <Side /> : <div className="side" />}
      <main className="main" id="content" tabIndex={-1}>
        <Faults key={path}>
          <PracticeBanner />
          <LineStrip />
          <Switch>
            {ROUTES.map(({ path: at, Page }) => (
              <Route key={at} path={at}>
                <Page />
              </Route>
            ))}
          </Switch>
        </Faults>
      </main>
      {isFramed ? <Bottom /> : null}
      {settled ? <Watching /> : null}
      {palette ? <Palette /> : null}
      {help ? <KeysHelp onClose={() => setHelp(false)} /> : null}
      <Sudo />
      <Toasts />
    </div>
  )
}
