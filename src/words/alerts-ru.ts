import type { RuleName } from '../alerts/rule.ts'
import { detailOf, percentOf, type RuleWords, secondsIn, untilDetail } from './alert-facts.ts'
import { durationWords } from './durations.ts'
import { russian } from './language.ts'
import { stopTextWords } from './reasons.ts'
import { unsentTextWords } from './unsent.ts'

const stoodFor = (seconds: string) => durationWords('ru', Number(seconds) * 1000)
const checks = (count: number) =>
  `${count} ${russian(count, { one: 'проверка', few: 'проверки', many: 'проверок' })}`

const times = (count: number) =>
  `${count} ${russian(count, { one: 'раз', few: 'раза', many: 'раз' })}`

/** Standings, as far as an account can stop by them. */
const STANDINGS: Readonly<Record<string, string>> = {
  'wrong-password': 'пароль не подошёл',
  'code-needed': 'нужен код',
  challenged: 'Instagram хочет увидеть человека',
  blocked: 'Instagram ограничил аккаунт на время',
  suspended: 'аккаунт приостановлен или отключён',
  failing: 'дважды не удалось войти',
}

/** What alerts say in Russian. */
export const ALERTS_RU: Readonly<Record<RuleName, RuleWords>> = {
  SessionInvalid: {
    title: 'Сессия недействительна',
    says: (of) =>
      `Сессия ${of.name} недействительна. С последнего продления прошло: ${secondsIn('ru', of)}.`,
    todo: 'Запустите evercheck status и сделайте, что там сказано об аккаунте; затем evercheck refresh АККАУНТ',
    byButtons:
      'Сделайте то, что сказано на странице аккаунта, затем нажмите на ней «Продлить сейчас».',
  },
  SessionOld: {
    title: 'Сессия устарела',
    says: (of) => `Сессия ${of.name} живёт без нового входа: ${secondsIn('ru', of)}.`,
    todo: 'Она может оборваться в любой момент. Проверьте, идут ли плановые продления (evercheck status), или продлите сейчас: evercheck refresh АККАУНТ',
    byButtons:
      'Она может оборваться в любой момент. Идут ли плановые продления, видно в «Диагностике»; продлить сразу: «Продлить сейчас» на странице аккаунта.',
  },
  ReactiveRefreshesMany: {
    title: 'Много входов после обрыва: Instagram блокирует?',
    says: (of) =>
      `За последний час сессии обрывались, и аккаунты входили заново: ${times(Number(detailOf(of, 'count')))}.`,
    todo: 'Если так продолжится, приостановите аккаунты на день (evercheck account pause) и посмотрите причины: evercheck status',
    byButtons:
      'Если так продолжится, приостановите аккаунты на день. Причины стоят на их страницах.',
  },
  ProactiveRefreshDone: {
    title: 'Сессия продлена по плану',
    says: (of) => {
      const next = untilDetail('ru', of, 'next')
      return `Сессия ${of.name} продлена${next === null ? '' : `; следующее продление через ${next}`}.`
    },
    todo: 'Ничего делать не нужно.',
  },
  SessionPoolExhausted: {
    title: 'Читать некому',
    says: (of) =>
      `В очереди ${checks(of.value)}, и ни один аккаунт не сможет читать в ближайший час.`,
    todo: 'Запустите evercheck account list. Верните остановленные аккаунты или добавьте новый.',
    byButtons: 'На странице «Аккаунты» верните остановленные или добавьте новый.',
  },
  SessionRefreshFailing: {
    title: 'Продления не удаются',
    says: (of) =>
      `Не удалось продлений: ${detailOf(of, 'failures')} из последних ${detailOf(of, 'attempts')}.`,
    todo: 'Запустите evercheck doctor: он проверит браузер и путь к Instagram.',
    byButtons: 'Откройте «Диагностику»: она проверит браузер и путь к Instagram.',
  },
  SessionSurvivalDropped: {
    title: 'Сессии обрываются раньше, чем прежде',
    says: (of) =>
      `Сессии, оборванные за последние три дня, прожили ${stoodFor(detailOf(of, 'recentSeconds'))}, прежде — ${stoodFor(detailOf(of, 'usualSeconds'))}.`,
    todo: 'Продлевайте чаще (EVERCHECK_REFRESH_HOURS) или меньше нагружайте каждый аккаунт.',
  },
  ReloginLoop: {
    title: 'Слишком много входов',
    says: (of) =>
      `За день отправлено форм входа: ${detailOf(of, 'count')}, больше двух на аккаунт.`,
    todo: 'Каждый вход заметен. Приостановите аккаунты, которые входят чаще всех: evercheck status',
    byButtons:
      'Каждый вход заметен. Приостановите аккаунты, которые входят чаще всех: входы видны на их страницах.',
  },
  AccountStopped: {
    title: 'Аккаунт остановлен',
    says: (of) => {
      const standing = detailOf(of, 'standing')
      const why = detailOf(of, 'why')
      return `${of.name}: ${why === '' ? (STANDINGS[standing] ?? standing) : stopTextWords(why, 'ru')}.`
    },
    todo: 'Запустите evercheck doctor: он скажет о каждом аккаунте, что нужно сделать.',
    byButtons: 'На странице аккаунта сказано, что нужно сделать.',
  },
  AnswerUnrecognised: {
    title: 'Instagram ответил так, как ещё никто не видел',
    says: (of) => `${of.name} на паузе: ответ Instagram не распознан.`,
    todo: 'Ничего не прервано. Посмотрите на сохранённый ответ и сообщите о нём.',
  },
  RateLimitStorm: {
    title: 'Instagram ограничил сразу много аккаунтов',
    says: (of) => `За час ограничено аккаунтов: ${detailOf(of, 'count')} (${percentOf(of)}).`,
    todo: 'Дело в адресе или темпе, а не в аккаунтах: замедлитесь (EVERCHECK_PACE_MS) или смените выход в сеть.',
  },
  ChallengeWaitingForHuman: {
    title: 'Вход ждёт человека',
    says: (of) => `Вход ${of.name} открыт и ждёт человека.`,
    todo: 'Ответьте в панели или в чате, пока не вышло время.',
  },
  CheckSuccessRateLow: {
    title: 'Проверки не удаются',
    says: (of) =>
      `Не удалось проверок за день: ${detailOf(of, 'failures')} из ${detailOf(of, 'attempts')}.`,
    todo: 'Запустите evercheck status: причины стоят рядом с проверками.',
    byButtons: 'Посмотрите страницу «Проверки»: причины стоят рядом с проверками.',
  },
  ListCompletenessLow: {
    title: 'Списки неполные',
    says: (of) =>
      `Проверок с неполными списками за день: ${detailOf(of, 'incomplete')} из ${detailOf(of, 'attempts')}.`,
    todo: 'Instagram скрывает больше обычного, или аккаунты видят меньше: сравните их в evercheck status.',
    byButtons:
      'Instagram скрывает больше обычного, или аккаунты видят меньше: сравните их на странице «Аккаунты».',
  },
  CheckOldestWaitingTooLong: {
    title: 'Проверки слишком долго ждут начала',
    says: (of) =>
      `Дольше всех ждут уже ${secondsIn('ru', of)}; в очереди: ${detailOf(of, 'waiting')}.`,
    todo: 'Аккаунтов мало для стольких проверок: добавьте ещё один.',
  },
  CheckStuckNoProgress: {
    title: 'Проверка стоит на месте',
    says: (of) => `Проверка читается, но новых страниц нет уже ${secondsIn('ru', of)}.`,
    todo: 'Перезапустите этот процесс: проверка продолжится с того же места.',
  },
  CheckCrashes: {
    title: 'Проверка роняет процесс, который её читает',
    says: (of) =>
      `Пять процессов подряд упали на одной и той же странице; таких проверок: ${of.value}, их больше никто не читает.`,
    todo: 'Сообщите об этом, приложив evercheck.log за это время. Повторный заказ проверки попробует ещё раз; иначе она закончится сама, когда истечёт время ожидания.',
  },
  WorkerDown: {
    title: 'Ни один рабочий процесс не запущен',
    says: (of) => `В очереди ${checks(of.value)}, и ни один процесс их не читает.`,
    todo: 'Запустите evercheck serve или evercheck worker.',
  },
  AlertDeliveryFailing: {
    title: 'Оповещения не доходят',
    says: (of) => {
      const error = detailOf(of, 'error')
      const why = error === '' ? '' : `: ${unsentTextWords('ru', error)}`
      return `Оповещения по каналу ${of.name} не доходят${why}.`
    },
    todo: 'Запустите evercheck alerts test: он скажет о каждом канале, что не так.',
    byButtons: 'Попробуйте каждый канал вверху этой страницы: он скажет, что не так.',
  },
  NightlyRefreshMissed: {
    title: 'Ночное продление пропущено',
    says: (of) => `Сессии не просматривались для продления уже ${secondsIn('ru', of)}.`,
    todo: 'Запустите службу с ролью schedule: evercheck serve',
  },
  ScheduleLate: {
    title: 'Задание по расписанию опаздывает',
    says: (of) => `${of.name} опаздывает: ${secondsIn('ru', of)}.`,
    todo: 'Запустите службу с ролью schedule: evercheck serve',
  },
  ScheduleFailing: {
    title: 'Задание по расписанию не выполняется',
    says: (of) => `${of.name}: последний запуск не удался: ${detailOf(of, 'error')}.`,
    todo: 'Сделайте, что сказано в ошибке; в следующий раз попытка повторится.',
  },
  DeadLettersPresent: {
    title: 'Задания больше не повторяются',
    says: (of) => `Не удались даже при последней попытке задания вида ${of.name}: ${of.value}.`,
    todo: 'В журнале сказано, почему. Они хранятся 90 дней; evercheck jobs --retry попробует ещё раз.',
  },
  LedgerImbalance: {
    title: 'Баланс кредитов не сходится',
    says: (of) => `Ночная сверка нашла расхождений: ${of.value}.`,
    todo: 'Ничего не продавайте, пока не разобрались. Записи клиента: evercheck ledger КЛИЕНТ',
    byButtons: 'Ничего не продавайте, пока не разобрались. Записи клиента — на его странице.',
  },
  RefundFailed: {
    title: 'Кредиты не возвращены',
    says: (of) => `Завершённых проверок без возврата кредитов: ${of.value}.`,
    todo: 'Посмотрите evercheck ledger и верните их: evercheck credit КЛИЕНТ СУММА --why ТЕКСТ',
    byButtons:
      'Их видно в «Движении кредитов». Верните их на странице клиента: «Начислить кредиты».',
  },
  EncryptionKeyOld: {
    title: 'Ключ старый',
    says: (of) => `Новейший ключ используется уже ${secondsIn('ru', of)}.`,
    todo: 'Смените его: evercheck reseal --new-key',
  },
}
