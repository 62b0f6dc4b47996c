import { createRoot } from 'react-dom/client'
import '../style/result.css'
import { LanguageRoom } from '../ui/language.tsx'
import { ResultPage } from './ResultPage.tsx'
import { greetTelegram } from './telegram.ts'

greetTelegram(location)
const root = document.getElementById('root')
if (root !== null) {
  createRoot(root).render(
    <LanguageRoom>
      <ResultPage />
    </LanguageRoom>,
  )
}
