import { expect, test } from 'vitest'
import { isPublic, parseWebhookUrl, reachableAt } from './public-address.ts'

test.each([
  ['93.184.215.14', true],
  ['2606:2800:21f:cb07:6820:80da:af6b:8b2c', true],
  ['127.0.0.1', false],
  ['0.0.0.0', false],
  ['10.0.0.1', false],
  ['172.16.0.1', false],
  ['192.168.1.1', false],
  ['169.254.169.254', false],
  ['100.64.0.1', false],
  ['224.0.0.1', false],
  ['255.255.255.255', false],
  ['198.18.0.1', false],
  ['::1', false],
  ['::', false],
  ['fe80::1', false],
  ['fc00::1', false],
  ['::ffff:127.0.0.1', false],
  ['::ffff:93.184.215.14', true],
  ['64:ff9b::7f00:1', false],
  ['2002:7f00:1::', false],
  ['2001::1', false],
  ['not an address', false],
])('%s is public: %s', (address, expected) => {
  expect(isPublic(address)).toBe(expected)
})

const strict = { allowsPrivate: false, lookup: async () => [] }

test.each([
  'http://example.com/',
  'ftp://example.com/',
  'https://user:secret@example.com/',
  'https://example.com/#part',
  'javascript:alert(1)',
  '/only/a/path',
  `https://example.com/${'x'.repeat(3000)}`,
])('%s cannot be the address of a webhook', (text) => {
  expect(() => parseWebhookUrl(text, strict)).toThrow(
    expect.objectContaining({ code: 'WEBHOOK_ADDRESS' }),
  )
})

test.each(['2130706433', '0x7f.1', '127.1', '017700000001', 'localhost.'])(
  'https://%s/ is another way to write this machine, and is not reached',
  async (host) => {
    const url = parseWebhookUrl(`https://${host}/`, strict)
    const lookup = async () => [{ address: '127.0.0.1', family: 4 }]
    await expect(reachableAt(url.hostname, { ...strict, lookup })).rejects.toMatchObject({
      code: 'WEBHOOK_ADDRESS',
    })
  },
)

test('one private address among public ones refuses all', async () => {
  const lookup = async () => [
    { address: '93.184.215.14', family: 4 },
    { address: '::1', family: 6 },
  ]
  await expect(reachableAt('two.example', { ...strict, lookup })).rejects.toMatchObject({
    code: 'WEBHOOK_ADDRESS',
  })
})
