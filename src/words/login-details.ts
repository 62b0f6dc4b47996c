import type { Language } from './language.ts'

/**
 * What is stored of a login in English, in Russian. It is kept in columns as it was said, with
 * figures and with what Instagram itself writes, which stays as it is.
 */
const IN_RUSSIAN: readonly (readonly [RegExp, string])[] = [
  [/too many requests \(429\)/, 'слишком много запросов (429)'],
  [/the code was refused/, 'код не принят'],
  [/Instagram knows no such user/, 'Instagram не знает такого пользователя'],
  [/Instagram refused the password/, 'Instagram не принял пароль'],
  [/Instagram refused the login information/, 'Instagram не принял данные для входа'],
  [/Instagram shows its rate limit banner/, 'Instagram показывает, что запросов слишком много'],
  [/Instagram calls the account inactive/, 'Instagram называет аккаунт неактивным'],
  [/Instagram limits logins now/, 'Instagram сейчас ограничивает входы'],
  [/Instagram distrusts this address now/, 'Instagram сейчас не доверяет этому адресу'],
  [/Instagram blocks actions of the account/, 'Instagram ограничил действия аккаунта'],
  [/Instagram blocks the account in this region/, 'Instagram не пускает аккаунт из этого региона'],
  [/Instagram asks for consent to its terms/, 'Instagram просит согласиться с его условиями'],
  [/Instagram asks who is there/, 'Instagram просит подтвердить, кто входит'],
  [/Instagram holds the account at a checkpoint/, 'Instagram остановил аккаунт для подтверждения'],
  [/Instagram wants to verify who logs in/, 'Instagram хочет убедиться, кто входит'],
  [
    /Instagram wants a code that it has sent to a person/,
    'Instagram просит код, который он отправил человеку',
  ],
  [/Instagram wants a code/, 'Instagram просит код'],
  [/Instagram has sent a code/, 'Instagram отправил код'],
  [/Instagram shows a captcha/, 'Instagram показывает капчу'],
  [/Instagram leads to (\S+)/, 'Instagram ведёт на $1'],
  [/the code had run out before it was answered/, 'код истёк, пока ждали ответа'],
  [/the login form does not take what is typed/, 'форма входа не принимает набранное'],
  [/the login page did not arrive in time/, 'страница входа не пришла вовремя'],
  [/the login took too long as a whole/, 'вход занял слишком много времени'],
  [/no answer to the login form in time/, 'форма входа не ответила вовремя'],
  [/no way to log in is set up/, 'не настроено ни одного способа входа'],
  [/the new session did not answer for itself/, 'новая сессия не подтвердилась'],
  [
    /the web does not accept the session that the side-car has made/,
    'веб-версия не принимает сессию от вспомогательной программы',
  ],
  [/the side-car asks for another code/, 'вспомогательная программа просит другой код'],
  [
    /the side-car gives a session that no browser could send/,
    'вспомогательная программа дала сессию, какой не бывает у браузера',
  ],
  [/the side-car answers with more than it should/, 'вспомогательная программа ответила лишним'],
  [/the side-car says/, 'вспомогательная программа сообщает'],
  [/no side-car answers/, 'вспомогательная программа не отвечает'],
  [/no Chromium was found: install one, or set EVERCHECK_BROWSER/, 'Chromium не найден'],
  [/the browser ends as soon as it is started/, 'браузер завершается сразу после запуска'],
  [/the browser is not an executable file any more/, 'файл браузера больше не запустить'],
  [/the browser took too long to start/, 'браузер запускался слишком долго'],
  [/the browser lacks the system library (\S+)/, 'браузеру не хватает системной библиотеки $1'],
  [/the browser went away/, 'браузер закрылся'],
  [/the browser could not do it/, 'браузер не смог этого сделать'],
  [/the browser did not start/, 'браузер не запустился'],
  [/the page crashed/, 'страница упала'],
  [/the page failed/, 'страница не сработала'],
  [/no connection/, 'нет соединения'],
  [/took too long/, 'слишком долго'],
  [/too large/, 'слишком большой ответ'],
  [/asked in the page/, 'запрос со страницы'],
  [/act on the page/, 'действие на странице'],
  [/ask the browser what it is/, 'вопрос браузеру о нём самом'],
  [/look at the page/, 'взгляд на страницу'],
  [/watch the page/, 'наблюдение за страницей'],
  [/open a browser context/, 'открытие окна браузера'],
  [/open a page/, 'открытие страницы'],
  [/read the cookies/, 'чтение cookies'],
  [/set the cookies/, 'запись cookies'],
  [/restore local storage/, 'возврат локального хранилища'],
  [/(\d+) s behind Instagram['’]s/, 'отстают от часов Instagram на $1 с'],
  [/(\d+) s ahead of Instagram['’]s/, 'спешат против часов Instagram на $1 с'],
  [/(\S+) answered (\d{3})/, '$1 ответил $2'],
  [/(\S+) leads to (\S+)/, '$1 ведёт на $2'],
  [/the page is at (\S+)/, 'страница сейчас на $1'],
]

/** What is stored of a login that failed, for people: our own words are in their language. */
export function loginDetailWords(language: Language, said: string): string {
  if (language === 'en') return said
  return IN_RUSSIAN.reduce((text, [english, russian]) => text.replace(english, russian), said)
}
