import type { InEveryLanguage } from './language.ts'

/** The public status page. */
export type PublicStatusWords = {
  readonly title: string
  readonly states: Readonly<Record<'working' | 'slow' | 'paused', string>>
  readonly asOf: string
}

export const PUBLIC_STATUS_WORDS: InEveryLanguage<PublicStatusWords> = {
  en: {
    title: 'Evercheck: status',
    states: {
      working: 'Everything works: checks are being read.',
      slow: 'Checks wait for a while: Instagram asks us to be patient. Nothing is lost, and they go on by themselves.',
      paused:
        'No checks are being read at the moment. Nothing is lost: they go on when we are back.',
    },
    asOf: 'As of',
  },
  ru: {
    title: 'Evercheck: состояние',
    states: {
      working: 'Всё работает: проверки идут.',
      slow: 'Проверки ненадолго остановились: Instagram просит подождать. Ничего не потеряно, они продолжатся сами.',
      paused: 'Сейчас проверки не идут. Ничего не потеряно: они продолжатся, когда мы вернёмся.',
    },
    asOf: 'По состоянию на',
  },
}
