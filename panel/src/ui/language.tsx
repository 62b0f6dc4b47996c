import { createContext, type ReactNode, useContext, useEffect, useState } from 'react'
import { type InEveryLanguage, type Language, languageOf } from '../../../src/words/language.ts'
import { keep } from './kept.ts'

type Spoken = { readonly language: Language; readonly speak: (language: Language) => void }

const Spoken = createContext<Spoken>({ language: 'en', speak: () => undefined })

type RoomProps = {
  readonly children: ReactNode
  /** In which it begins: what the page says it is in, where that is not given. */
  readonly begins?: Language
  /** Hears when another was chosen: what the server has said was said in the one before. */
  readonly onChosen?: () => void
}

/** Everything below speaks one language: the reader's own, until another is chosen here. */
export function LanguageRoom({ children, begins, onChosen }: RoomProps): ReactNode {
  const [language, speak] = useState<Language>(
    () => begins ?? languageOf(document.documentElement.lang),
  )
  useEffect(() => {
    document.documentElement.lang = language
  }, [language])
  const choose = (chosen: Language): void => {
    keep('language', chosen)
    // The server is asked in it from now on.
    document.documentElement.lang = chosen
    speak(chosen)
    onChosen?.()
  }
  return <Spoken value={{ language, speak: choose }}>{children}</Spoken>
}

/** The words of a topic in the reader's language. */
export function useWords<T>(words: InEveryLanguage<T>): T {
  return words[useContext(Spoken).language]
}

/** The language spoken, and how to choose another. */
export function useLanguage(): Spoken {
  return useContext(Spoken)
}
