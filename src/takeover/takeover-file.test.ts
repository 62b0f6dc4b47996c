import { expect, test } from 'vitest'
import { accountName } from '../cli/account-name.ts'
import { parseTotpSecret } from '../credentials/totp.ts'
import { parseCsv } from './csv.ts'
import { parseTakeover } from './takeover-file.ts'

const READERS = { accountName, parseTotpSecret }
const HEAD = 'kind,name,password,totp,cookies,user_agent,telegram,key,language,zone,balance'

test.each<[string, readonly (readonly string[])[]]>([
  [
    'a,b\nc,d',
    [
      ['a', 'b'],
      ['c', 'd'],
    ],
  ],
  [
    '\uFEFFa,b\r\nc,d\r\n\r\n',
    [
      ['a', 'b'],
      ['c', 'd'],
    ],
  ],
  [
    'a;b\nc,c;d',
    [
      ['a', 'b'],
      ['c,c', 'd'],
    ],
  ],
  [
    'a,b\n"c ""c"", c",d',
    [
      ['a', 'b'],
      ['c "c", c', 'd'],
    ],
  ],
  [
    'a,b\n"two\nlines",d',
    [
      ['a', 'b'],
      ['two\nlines', 'd'],
    ],
  ],
  [
    'a,b\n" kept "," d "x',
    [
      ['a', 'b'],
      [' kept ', ' d x'],
    ],
  ],
  [
    'a,b\n, \n,d',
    [
      ['a', 'b'],
      ['', 'd'],
    ],
  ],
  ['a,b\n"never closed', [['a', 'b'], ['never closed']]],
  ['', []],
])('%j is read as %j', (text, cells) => {
  expect(parseCsv(text).map((row) => row.cells)).toEqual(cells)
})

test('a row knows its line, though cells before it have several', () => {
  expect(parseCsv('a,b\n"1\n2\n3",x\nc,d').map(({ line }) => line)).toEqual([1, 2, 5])
})

test('accounts and customers are read, columns in any order', () => {
  const text = `balance,kind,name,telegram,language,zone,password,cookies
,account,@Keeper.One,,,,"se,cret",
12,customer,Anna,481516,ru,Europe/Moscow,,
,customer,Bakery,,,,,`
  const [account, anna, bakery] = parseTakeover(text, READERS)
  expect(account).toMatchObject({ kind: 'account', name: 'keeper.one', password: 'se,cret' })
  expect(anna).toMatchObject({ telegram: '481516', language: 'ru', balanceCredits: 12 })
  expect(bakery).toMatchObject({ telegram: null, zone: 'UTC', balanceCredits: 0 })
})

test.each([
  ['', 'The file is empty'],
  ['name,password\na,b', 'The first line has to name the columns'],
  ['kind,name,passwort\naccount,a,b', 'The first line has to name the columns'],
  [`${HEAD}\nrobot,a`, 'line 2 has a kind'],
  [`${HEAD}\naccount,not a name,hunter2`, 'line 2 has a name that cannot be that of an account'],
  [`${HEAD}\naccount,keeper`, 'line 2 has neither a password nor cookies'],
  [`${HEAD}\ncustomer,,,,,,1`, 'line 2 has no name'],
  [`${HEAD}\ncustomer,a,,,,,@anna`, 'line 2 has a telegram'],
  [`${HEAD}\ncustomer,a,,,,,,,de`, 'line 2 has a language'],
  [`${HEAD}\ncustomer,a,,,,,,,,,-3`, 'line 2 has a balance'],
  [`${HEAD}\ncustomer,a,,,,,,,,,3.5`, 'line 2 has a balance'],
  [`${HEAD}\ncustomer,a,,,,,,,,Mars/Base`, 'line 2 has a zone'],
  [`${HEAD}\ncustomer,"a\nb"`, 'line 2 has a name that cannot be that of a customer'],
  [`${HEAD}\naccount,keeper,pw,hunter2!`, 'line 2 has a totp'],
  [`${HEAD}\naccount,keeper,,JBSWY3DPEHPK3PXP,a=b`, 'line 2 has a totp and no password'],
  [`${HEAD}\ncustomer,a\ncustomer,b\ncustomer,a`, 'line 4 is the same as line 2'],
  [`${HEAD}\naccount,keeper,"hunter2\ncustomer,a`, 'line 2 has quotes that are never closed'],
  [`${HEAD}\ncustomer,a,,,,,,,,,1,2,3`, 'line 2 has more cells'],
])('%j is refused: %s', (text, why) => {
  expect(() => parseTakeover(text, READERS)).toThrow(why)
  expect(() => parseTakeover(text, READERS)).not.toThrow('hunter2')
})
