import { bold, instant, lines, type Rich, rich } from '../rich.ts'

/** Why an export could not be compared. */
export type ImportRefused = 'html' | 'no-lists' | 'unreadable' | 'too-large' | 'no-export'

/** A check from Instagram's own export, without any account. */
export type ImportWords = {
  readonly how: (limitMb: number) => Rich
  readonly reading: Rich
  /** Below what it came to. */
  readonly from: (exportedAt: Date | null) => Rich
  readonly sample: Rich
  /** The oldest follow in it is younger than a year: perhaps not all was asked for. */
  readonly cutShort: (oldestAt: Date) => Rich
  readonly refused: Readonly<Record<ImportRefused, Rich>>
  readonly fileTooLarge: (limitMb: number) => Rich
  readonly usedUp: Rich
  readonly sendEarlier: Rich
  readonly buttons: Readonly<Record<'menu' | 'sample' | 'earlier', string>>
}

export const ENGLISH_IMPORTS: ImportWords = {
  how: (limitMb) =>
    lines(
      [bold('A check of your own profile, free and without waiting')],
      'Instagram gives everybody a copy of their own lists. I compare them without asking Instagram anything.',
      '',
      '1. In Instagram: Accounts Center → Your information and permissions → Export your information.',
      rich`2. Choose “Followers and following”, the date range ${bold('All time')} and the format ${bold('JSON')}.`,
      `3. When Instagram says it is ready, download the ZIP and send it here as a file, as it is (up to ${limitMb} MB).`,
      '',
      'I read it, send you the lists, and keep nothing of it.',
    ),
  reading: rich`I am reading your export. This takes a few seconds.`,
  from: (exportedAt) =>
    exportedAt === null
      ? rich`Read from Instagram’s own export. I have kept nothing of it.`
      : rich`Read from Instagram’s own export of ${instant(exportedAt, 'day')}. I have kept nothing of it.`,
  sample: rich`These people are made up: this is what you get from an export of your own.`,
  cutShort: (oldestAt) =>
    rich`The oldest follow in it is from ${instant(oldestAt, 'day')}. If you have older ones, the export was not asked for “All time”, and people are missing.`,
  refused: {
    html: lines(
      'This export is made of web pages (HTML), which I cannot read.',
      rich`Please ask Instagram for it once more with the format ${bold('JSON')} instead of HTML; everything else stays the same.`,
    ),
    'no-lists': lines(
      'There are no lists of followers or following in this archive.',
      'When you ask for the export, choose “Followers and following”. If it came as several ZIP files, send the one in which they are.',
    ),
    unreadable: lines(
      'This archive cannot be opened: it is damaged, or its download was cut off.',
      'Please download it from Instagram once more and send it as it is.',
    ),
    'too-large': rich`There is more in this archive than any export of Instagram’s has, so I have left it alone.`,
    'no-export': lines(
      'I read Instagram’s own export: a ZIP file. This is something else, so I have left it alone.',
    ),
  },
  fileTooLarge: (limitMb) =>
    lines(
      `Telegram lets me load files of up to ${limitMb} MB, and this one is larger.`,
      'Ask Instagram for “Followers and following” alone: then it is small.',
    ),
  usedUp: rich`That was as many exports as I read in an hour for one person. Please send it again later.`,
  sendEarlier: rich`Send me an earlier export of the same profile as a file, within an hour, and I will say who has come and who has gone between the two.`,
  buttons: {
    menu: '📦 From my own export',
    sample: 'Show me an example',
    earlier: 'Compare with an earlier one',
  },
}

export const RUSSIAN_IMPORTS: ImportWords = {
  how: (limitMb) =>
    lines(
      [bold('Проверка своего профиля: бесплатно и без очереди')],
      'Instagram каждому отдаёт копию его списков. Я сравню их, ни о чём не спрашивая Instagram.',
      '',
      '1. В Instagram: Центр аккаунтов → Ваша информация и разрешения → Экспорт информации.',
      rich`2. Выберите «Подписчики и подписки», период ${bold('«За всё время»')} и формат ${bold('JSON')}.`,
      `3. Когда Instagram сообщит, что всё готово, скачайте ZIP и пришлите его сюда файлом, ничего не меняя (до ${limitMb} МБ).`,
      '',
      'Я прочитаю его, пришлю списки и ничего не сохраню.',
    ),
  reading: rich`Читаю ваш экспорт, это займёт несколько секунд.`,
  from: (exportedAt) =>
    exportedAt === null
      ? rich`Прочитано из вашего экспорта Instagram. У себя я ничего не сохранил.`
      : rich`Прочитано из вашего экспорта Instagram от ${instant(exportedAt, 'day')}. У себя я ничего не сохранил.`,
  sample: rich`Эти люди вымышлены: так выглядит результат по вашему собственному экспорту.`,
  cutShort: (oldestAt) =>
    rich`Самая ранняя подписка в нём: ${instant(oldestAt, 'day')}. Если у вас есть более ранние, экспорт запрошен не «За всё время», и кого-то в нём не хватает.`,
  refused: {
    html: lines(
      'Этот экспорт состоит из веб-страниц (HTML), их я прочитать не могу.',
      rich`Запросите его у Instagram ещё раз, выбрав формат ${bold('JSON')} вместо HTML; остальное то же самое.`,
    ),
    'no-lists': lines(
      'В этом архиве нет списков подписчиков и подписок.',
      'Запрашивая экспорт, выберите «Подписчики и подписки». Если ZIP-файлов несколько, пришлите тот, где лежат списки.',
    ),
    unreadable: lines(
      'Этот архив не открывается: он повреждён или скачался не до конца.',
      'Скачайте его из Instagram ещё раз и пришлите, ничего не меняя.',
    ),
    'too-large': rich`В этом архиве больше данных, чем бывает в экспорте Instagram, поэтому читать его я не стал.`,
    'no-export': lines(
      'Я читаю экспорт самого Instagram: это файл ZIP. Вы прислали что-то другое, и я это не трогал.',
    ),
  },
  fileTooLarge: (limitMb) =>
    lines(
      `Telegram отдаёт мне файлы не больше ${limitMb} МБ, а этот больше.`,
      'Запросите у Instagram только «Подписчиков и подписки»: тогда файл будет небольшим.',
    ),
  usedUp: rich`Больше экспортов за час для одного человека я не читаю. Пришлите его позже.`,
  sendEarlier: rich`Пришлите файлом более ранний экспорт того же профиля в течение часа, и я скажу, кто пришёл и кто ушёл между ними.`,
  buttons: {
    menu: '📦 Из своего экспорта',
    sample: 'Показать пример',
    earlier: 'Сравнить с более ранним',
  },
}
