import { createRoot } from 'react-dom/client'
import '../style/result.css'
import { LanguageRoom } from '../ui/language.tsx'
import { proofIn } from './ask.ts'
import { ResultPage } from './ResultPage.tsx'
import { greetTelegram } from './telegram.ts'

greetTelegram(location)
// Whoever pastes another link over this one means that one.
window.addEventListener('hashchange', () => location.reload())
const root = document.getElementById('root')
if (root !== null) {
  createRoot(root).render(
    <LanguageRoom>
      <ResultPage proof={proofIn(location)} />
    </LanguageRoom>,
  )
}
