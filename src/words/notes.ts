import type { WayNote } from '../config/proxy.ts'
import type { UnknownSetting } from '../config/unknown-settings.ts'
import type { KeyNote, KeyPlace } from '../credentials/key-note.ts'
import type { DatabaseNote } from '../db/database.ts'
import { capital, type InEveryLanguage, type Language } from './language.ts'

/** Something of this installation that an operator should know, and that stops nothing. */
export type Note = DatabaseNote | KeyNote | WayNote | UnknownSetting

type NoteWords = { readonly [C in Note['code']]: (note: Extract<Note, { code: C }>) => string }

const IN_ENGLISH: NoteWords = {
  'old-database': ({ folder, now }) =>
    `${folder} holds a database of PGlite, which Evercheck used before its first release. Nothing reads it any more; the database is in ${now} now. Delete the old one when you do not need it`,
  'made-anew': () =>
    'a new, empty database was made, though there was a key already: if the folder "postgres" was moved or deleted, put it back, or its backup',
  'key-made': ({ place }) =>
    place.kind === 'file'
      ? `a new key was made in the key file ${place.file}: keep a copy of it elsewhere`
      : `a new key was made, which ${keyPlaceWords('en', place)} has sealed: nothing else opens it, so keep backups of that`,
  'key-readable': ({ file, mode }) =>
    `the key file ${file} can be read by others (mode ${mode}): chmod 600`,
  'way-elsewhere': ({ variable }) =>
    `EVERCHECK_INSTAGRAM_CONNECT is set: the proxy in ${variable} is used neither by the browser nor by our own requests`,
  'way-exempt': ({ exempt, host, variable }) =>
    `${exempt} names ${host}: the proxy in ${variable} is used neither by the browser nor by our own requests`,
  'way-proxy': ({ proxy, variable }) =>
    `the browser and our own requests go through the proxy ${proxy} (${variable})`,
  'setting-unknown': ({ setting, nearest }) =>
    `${setting} is no setting and changes nothing; did you mean ${nearest}?`,
}

const IN_RUSSIAN: NoteWords = {
  'old-database': ({ folder, now }) =>
    `в ${folder} лежит база PGlite, которой Evercheck пользовался до первого выпуска. Её больше никто не читает, данные теперь в ${now}. Удалите старую, когда она станет не нужна`,
  'made-anew': () =>
    'создана новая, пустая база данных, хотя ключ уже был: если папку «postgres» переместили или удалили, верните её или её резервную копию',
  'key-made': ({ place }) =>
    place.kind === 'file'
      ? `в файле ${place.file} создан новый ключ: храните его копию в другом месте`
      : `создан новый ключ, его запечатал ${keyPlaceWords('ru', place)}: ничто другое его не откроет, поэтому храните резервные копии`,
  'key-readable': ({ file, mode }) =>
    `файл с ключом ${file} могут прочитать другие (права ${mode}): chmod 600`,
  'way-elsewhere': ({ variable }) =>
    `задан EVERCHECK_INSTAGRAM_CONNECT: прокси из ${variable} не используют ни браузер, ни наши запросы`,
  'way-exempt': ({ exempt, host, variable }) =>
    `в ${exempt} назван ${host}: прокси из ${variable} не используют ни браузер, ни наши запросы`,
  'way-proxy': ({ proxy, variable }) =>
    `браузер и наши запросы идут через прокси ${proxy} (${variable})`,
  'setting-unknown': ({ setting, nearest }) =>
    `настройки ${setting} нет, она ничего не меняет; возможно, нужна ${nearest}`,
}

const WORDS: InEveryLanguage<NoteWords> = { en: IN_ENGLISH, ru: IN_RUSSIAN }

/** What an operator should know, as a clause without a capital or a full stop. */
export function noteWords(language: Language, note: Note): string {
  // TypeScript does not see that the words are those of this very code.
  const words = WORDS[language][note.code] as (note: Note) => string
  return words(note)
}

/** The same as a sentence. */
export function noteSentence(language: Language, note: Note): string {
  return sentence(noteWords(language, note))
}

/** Where keys are kept, as people say it: `the key file /etc/evercheck/keys`. */
export function keyPlaceWords(language: Language, place: KeyPlace): string {
  switch (place.kind) {
    case 'file':
      return `${language === 'en' ? 'the key file' : 'файл с ключом'} ${place.file}`
    case 'vault': {
      const { url, mount, key } = place
      return language === 'en'
        ? `the Vault at ${url} (${mount}, key ${key})`
        : `Vault по адресу ${url} (${mount}, ключ ${key})`
    }
    case 'both': {
      const [first, second] = [place.first, place.second].map((one) => keyPlaceWords(language, one))
      return `${first} ${language === 'en' ? 'or' : 'или'} ${second}`
    }
  }
}

/** A clause as a sentence: with a capital, and with its end. */
export function sentence(text: string): string {
  return /[.!?]$/.test(text) ? capital(text) : `${capital(text)}.`
}
