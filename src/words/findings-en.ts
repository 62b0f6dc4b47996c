import type { Standing } from '../accounts/standing.ts'
import type { FindingWords, Lack } from './finding-meaning.ts'
import { numberIn } from './language.ts'
import { keyPlaceWords, noteSentence, noteWords } from './notes.ts'
import { stopTextWords } from './reasons.ts'
import { type ActsBy, remedy } from './remedy.ts'
import { unsentWords } from './unsent.ts'

const LACKS: Readonly<Record<Lack, string>> = {
  password: 'a password',
  totp: 'a TOTP secret',
  proof: 'a session that was proved lately',
}

/** Standings whose names say nothing within a sentence. */
const STANDINGS: Readonly<Partial<Record<Standing, string>>> = {
  'wrong-password': 'stopped for its password',
  'code-needed': 'stopped for a code',
}

const anew = (username: string, by: ActsBy) =>
  by === 'buttons'
    ? `store its password anew, on the page of ${username}`
    : `add ${username} anew: evercheck account add ${username}`

function off(seconds: number): string {
  return `${Math.abs(seconds)} s ${seconds >= 0 ? 'behind' : 'ahead of'} Instagram’s`
}

/** What `doctor` has found, in English. */
export const FINDINGS_EN: FindingWords = {
  failed: ({ said }) => said,
  note: ({ note }) => noteSentence('en', note),
  'settings-fine': () => 'Nothing is to be said of them.',
  'data-folder': ({ folder }) => `Data in ${folder}.`,
  'disk-low': ({ megabytes, folder }) =>
    `Only ${numberIn('en', megabytes)} MB free in ${folder}: make room before a large check.`,
  'disk-fine': ({ megabytes }) => `${numberIn('en', megabytes)} MB free.`,
  'disk-open': ({ megabytes, folder }) =>
    `${numberIn('en', megabytes)} MB free. Others can see what is in ${folder}, if not read it: chmod go-rwx ${folder}`,
  'database-answers': () => 'It answers.',
  'database-yours': () => 'The PostgreSQL of DATABASE_URL answers.',
  'database-embedded': ({ folder, socketFolder, address }) =>
    `PostgreSQL in ${folder} answers. It runs while a command of Evercheck does, and any client of its owner or of root reaches it then: psql -h ${socketFolder} -U postgres, or ${address}`,
  durability: ({ settings }) =>
    `A power cut may lose what was saved last: the server has ${settings.join(', ')}.`,
  pooler: () =>
    'There is a pooler in transaction mode on the way: that a process lives is known by its beats alone, half a minute late, and nobody is woken by a notification. Connect in session mode.',
  'clock-agrees': () => 'It agrees with the database.',
  'clock-differs': ({ seconds }) =>
    `It differs from the database’s by ${seconds} s: switch on time synchronisation (NTP) on both. Two-factor codes and leases need it.`,
  'clock-close': ({ seconds }) => `It is ${off(seconds)}: close enough.`,
  'clock-off': ({ seconds, isRefused }) =>
    `This machine’s clock is ${off(seconds)}: switch on time synchronisation (NTP). Two-factor codes need it${isRefused ? ', and are refused like this' : ''}.`,
  'key-none': () => 'None yet; it is made with the first command.',
  'key-opens': ({ count, place, receipts }) => {
    const opened =
      count === 0
        ? 'Nothing is sealed yet'
        : count === 1
          ? 'The one secret opens'
          : `All ${count} secrets open`
    return `${opened} with ${keyPlaceWords('en', place)}. It signs receipts as ${receipts}. Keep a copy of it elsewhere.`
  },
  'key-missing': ({ key, username, place }, by) =>
    `The key ${key}, which sealed what is stored of ${username}, is not in ${keyPlaceWords('en', place)}: put its line back from the backup, or ${anew(username, by)}`,
  'key-changed': ({ key, username }, by) =>
    `What is stored of ${username} was changed since it was sealed, or moved, or the key ${key} is another one of that name: ${anew(username, by)}`,
  'accounts-none': (_, by) =>
    by === 'buttons'
      ? 'There is none: “Add account”, on the page Accounts.'
      : 'There is none: evercheck account add USERNAME',
  'accounts-active': ({ count }) => `${count} accounts are active.`,
  'account-active': ({ username }) => `${username} is active.`,
  'account-stopped': ({ username, standing, why }, by) => {
    const said = why === null ? '' : ` (${stopTextWords(why)})`
    return `${username} is ${STANDINGS[standing] ?? standing}${said}. ${remedy(standing, username, 'en', by)}`
  },
  proxy: ({ username, proxy }) =>
    `The browser and the requests of ${username} leave through ${proxy}. Try it: evercheck account proxy ${username}`,
  'browser-none': () =>
    'There is no Chromium to log in with. Run: npm run setup, or set EVERCHECK_BROWSER.',
  'browser-missing': ({ path }) => `EVERCHECK_BROWSER names ${path}, which cannot be run.`,
  'browser-found': ({ executable }) => `It is ${executable}.`,
  'browser-starts': ({ executable, version }) =>
    `${executable} starts in its sandbox (version ${version}).`,
  'browser-open': ({ executable, version }) =>
    `${executable} starts (version ${version}), without its sandbox, as EVERCHECK_BROWSER_SANDBOX says.`,
  'browser-fails': ({ executable, said }) => `${executable}: ${said}.`,
  'instagram-reached': ({ at, isElsewhere, note }) => {
    const away = isElsewhere ? ' (set by EVERCHECK_INSTAGRAM_CONNECT)' : ''
    return `${at} can be reached${away}.${note === null ? '' : ` Note: ${noteWords('en', note)}.`}`
  },
  'instagram-away': ({ at, isTls, detail }) =>
    `${at} cannot be reached (${detail}): ${isTls ? 'check the clock, EVERCHECK_INSTAGRAM_CA, and whatever on the way reads along' : 'check the network, a firewall or proxy, and the name server'}.`,
  'telegram-no-token': () =>
    'EVERCHECK_OPERATORS is set without EVERCHECK_TELEGRAM_TOKEN_FILE: nobody is told by Telegram.',
  'telegram-answers': ({ bot }) => `The bot @${bot} answers.`,
  'telegram-nobody': () => 'EVERCHECK_OPERATORS names nobody: alerts are not told by Telegram.',
  'telegram-deaf': ({ operator, bot, why }) =>
    `It cannot write to ${operator} (${unsentWords('en', why)}): that person has to open a chat with @${bot} and press Start.`,
  'telegram-refused': ({ api, why }) =>
    `${api} refuses the token (${unsentWords('en', why)}): take the one that BotFather shows and put it into the file of EVERCHECK_TELEGRAM_TOKEN_FILE.`,
  'telegram-away': ({ api, why }) => `${api} cannot be used: ${unsentWords('en', why)}.`,
  'mail-no-server': () =>
    'EVERCHECK_SMTP_TO is set without EVERCHECK_SMTP_URL_FILE: nobody is told by mail.',
  'mail-answers': () => 'The mail server takes our name and password.',
  'mail-nobody': () => 'EVERCHECK_SMTP_TO names nobody: what is critical is not told by mail.',
  'mail-away': ({ why }) =>
    `The mail server cannot be used: ${unsentWords('en', why)}. Check the URL in the file of EVERCHECK_SMTP_URL_FILE.`,
  'backup-broken': ({ file }) =>
    `${file} is no whole backup: make another one, and look at the disk.`,
  'backup-none': ({ folder, make }) =>
    `There is no backup in ${folder}. Unless you keep them elsewhere: ${make}`,
  'backup-old': ({ file, at, make }) => `${file} is whole, and as of ${at}; a newer one: ${make}`,
  'backup-whole': ({ file, at }) =>
    `${file} is whole, and as of ${at}. Keep the key apart from it.`,
  'accounts-ready': ({ count }) => `Each of ${count} active accounts can log in and is logged in.`,
  'accounts-lacking': ({ lacking }) => {
    const list = lacking.map(({ username, lacks }) => {
      return `${username} lacks ${lacks.map((lack) => LACKS[lack]).join(', ')}`
    })
    return `${list.join('; ')}. See: evercheck account list, evercheck status`
  },
  'alert-arrived': ({ at }) => `An alert has arrived on ${at}.`,
  'alert-none': () => 'No alert has arrived lately. Try the channels: evercheck alerts test',
  'schema-same': () => 'The schema is that of this version.',
  'schema-newer': ({ migrations }) => `A newer version was here before: ${migrations.join(', ')}.`,
  'schema-behind': ({ count, taking }) =>
    `${count} migrations are to come; ${taking.length === 0 ? 'all of them only add something, and workers of before may go on' : `${taking.join(', ')} may change what older workers use`}.`,
  'versions-same': () => 'No process of another version runs.',
  'versions-other': ({ processes, stop }) =>
    `Processes of another version run: ${processes.join(', ')}. ${stop ? 'Stop them first.' : 'They may go on beside this one for now.'}`,
  'service-says': ({ url, said }) => `${url} says ${said}`,
  'service-away': ({ url }) =>
    `Nothing answers at ${url}: the service does not run on this machine.`,
  'roles-served': ({ count }) => `${count} processes of this version do all that there is to do.`,
  'roles-missing': ({ roles }) => `No process of this version does: ${roles.join(', ')}.`,
  'sessions-proved': ({ count, all }) => {
    const says = `${count} of ${all} sessions were proved since the service began.`
    return count === all
      ? says
      : `${says} Each is with its next check; or now: evercheck refresh ACCOUNT`
  },
  'checks-through': ({ count }) => `${count} checks came through since the service began.`,
  'checks-none': () => 'No check came through yet. Try one: evercheck check instagram',
  'alerts-none': () => 'No alert is raised.',
  'alerts-raised': ({ rules }) => `Raised: ${rules.join(', ')}. See: evercheck alerts`,
}
