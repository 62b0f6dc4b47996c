const FIRST = [
  'ada',
  'alma',
  'amir',
  'ana',
  'anton',
  'aria',
  'ben',
  'bruno',
  'carla',
  'chen',
  'clara',
  'dana',
  'david',
  'diego',
  'ella',
  'emil',
  'emma',
  'eva',
  'felix',
  'finn',
  'fatima',
  'greta',
  'hana',
  'hugo',
  'ida',
  'ines',
  'ivan',
  'jana',
  'joao',
  'jonas',
  'julia',
  'kai',
  'karim',
  'lara',
  'lea',
  'leo',
  'lina',
  'luca',
  'lucia',
  'maja',
  'marco',
  'maria',
  'mia',
  'milan',
  'mina',
  'nadia',
  'nina',
  'noah',
  'nora',
  'olga',
  'omar',
  'oscar',
  'paul',
  'petra',
  'rafa',
  'rosa',
  'sara',
  'sofia',
  'tara',
  'theo',
  'tom',
  'vera',
  'yuki',
  'zoe',
] as const

const LAST = [
  'abe',
  'alves',
  'bauer',
  'berg',
  'blum',
  'braun',
  'cruz',
  'costa',
  'diaz',
  'dunn',
  'evans',
  'fox',
  'frank',
  'garcia',
  'gomez',
  'gray',
  'haas',
  'hill',
  'ito',
  'jung',
  'khan',
  'kim',
  'klein',
  'koch',
  'kruger',
  'lang',
  'lee',
  'lopez',
  'lund',
  'maier',
  'mann',
  'meyer',
  'moss',
  'nagy',
  'neri',
  'nowak',
  'olsen',
  'ortiz',
  'park',
  'patel',
  'perez',
  'popov',
  'ramos',
  'reed',
  'rossi',
  'roth',
  'ruiz',
  'sato',
  'silva',
  'singh',
  'stein',
  'stone',
  'tanaka',
  'torres',
  'vega',
  'vogel',
  'wang',
  'weber',
  'weiss',
  'wolf',
  'wong',
  'young',
  'zhang',
  'ziegler',
] as const

/** Full names as people really write them, among them some that look like answers or formulas. */
const ODD_FULL_NAMES = [
  '',
  '✨ 𝓵𝓾𝓷𝓪 ✨',
  'Ünal Çağrı',
  'محمد علي',
  'Zoë "Zo" O’Neil',
  "D'Angelo, Marie-Ève",
  '日本太郎 | 写真',
  '=SUM(A1:A9)',
  '+49 171 shop',
  '@home',
  '-- login_required --',
  'Please wait a few minutes',
  'spam? no | checkpoint coffee',
  '<b>bold</b> & co',
  '👩‍👩‍👧 family\u200d',
] as const

const capital = (word: string): string => word.charAt(0).toUpperCase() + word.slice(1)
const FIRST_NAMES: readonly string[] = FIRST.map(capital)
/** Every ordinary full name, by the lowest 12 bits of a person's hash: made once, not per row. */
const FULL_NAMES: readonly string[] = Array.from({ length: 4096 }, (_, hash) => {
  return `${FIRST_NAMES[hash & 63]} ${capital(LAST[hash >>> 6] ?? 'Lovelace')}`
})
/** Every beginning of a username, by the lowest 13 bits of a person's hash. */
const USERNAME_STARTS: readonly string[] = Array.from({ length: 8192 }, (_, hash) => {
  const separator = hash >>> 12 === 1 ? '.' : '_'
  return `${FIRST[hash & 63]}${separator}${LAST[(hash >>> 6) & 63]}_`
})

/**
 * The username of a generated person. It ends in the pk in base 36, so that the person can be
 * found again by name without a table.
 */
export function usernameOf(pk: number, hash: number): string {
  return `${USERNAME_STARTS[hash & 8191]}${pk.toString(36)}`
}

/** The pk inside a generated username, or `undefined` when it has another form. */
export function pkInUsername(username: string): number | undefined {
  const code = /^[a-z]+[._][a-z]+_([0-9a-z]{4,9})$/.exec(username)?.[1]
  return code === undefined ? undefined : Number.parseInt(code, 36)
}

/** The full name of a generated person. */
export function fullNameOf(hash: number): string {
  const kind = (hash >>> 13) % 24
  if (kind === 0) return ODD_FULL_NAMES[(hash >>> 18) % ODD_FULL_NAMES.length] ?? ''
  return (kind < 5 ? FIRST_NAMES[hash & 63] : FULL_NAMES[hash & 4095]) ?? ''
}

const BIOGRAPHIES = [
  '',
  'coffee, books, mountains',
  'no spam please, wait for the reply',
  'I had to log in again… #login_required',
  'photographer | challenge accepted',
  'feedback_required ;-)',
  'checkpoint charlie, Berlin',
  'mum of two 🌻',
] as const

/** The biography of a person; some hold every word a careless reader might scan for. */
export function biographyOf(hash: number): string {
  return BIOGRAPHIES[(hash >>> 20) % BIOGRAPHIES.length] ?? ''
}
