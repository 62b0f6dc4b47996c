import fc from 'fast-check'
import { expect, test } from 'vitest'
import { anyText } from '../../test/any-text.ts'
import { parseTargetName, soughtIn, TargetNameInvalidError } from './target-name.ts'

test.each([
  ['nasa', 'nasa'],
  [' @Nasa ', 'nasa'],
  ['https://www.instagram.com/nasa', 'nasa'],
  ['http://instagram.com/nasa/?hl=en#x', 'nasa'],
  ['m.instagram.com/nasa/followers/', 'nasa'],
  ['instagr.am/nasa', 'nasa'],
  // As Instagram's own export writes it, and as the app does.
  ['https://www.instagram.com/_u/small.example/', 'small.example'],
  ['https://www.instagram.com/_u/small.example', 'small.example'],
  ['instagram://user?username=nasa', 'nasa'],
  // Links to something of a name.
  ['https://www.instagram.com/stories/nasa/3312345678901234567/', 'nasa'],
  ['https://www.instagram.com/nasa/reel/Cabc123/', 'nasa'],
  ['https://www.instagram.com/nasa/p/Cabc123/', 'nasa'],
  ['https://www.instagram.com/accounts/login/?next=%2Fnasa%2F', 'nasa'],
  ['https://www.instagram.com/accounts/login/?next=/stories/nasa/1/&source=x', 'nasa'],
  // Marks that nobody sees come along when a name is copied.
  ['\u200bnasa', 'nasa'],
  ['\u200enasa\u200f', 'nasa'],
  ['\u2068@nasa\u2069', 'nasa'],
  ['\ufeffhttps://www.instagram.com/nasa/', 'nasa'],
])('%j is the profile %s', (typed, name) => {
  expect(parseTargetName(typed)).toBe(name)
})

test.each([
  ['', /is empty/],
  ['\u200b', /is empty/],
  ['.', /nothing but dots/],
  ['..', /nothing but dots/],
  ['https://www.instagram.com/../', /nothing but dots/],
  ['https://www.instagram.com/%2e%2e/', /nothing but dots/],
  ['@_u', /part of Instagram/],
  ['share', /part of Instagram/],
  ['s', /part of Instagram/],
  ['https://www.instagram.com/_u/', /is empty/],
  ['https://www.instagram.com/share/BAbcd1234', /share link.*Open it in a browser/],
  ['https://www.instagram.com/share/reel/BAbcd1234', /share link/],
  ['https://www.instagram.com/s/aGlnaGxpZ2h0OjE3?story_media_id=1', /share link/],
  ['https://www.instagram.com/stories/highlights/17900000000000000/', /highlight/],
  ['https://www.instagram.com/p/Cabc123/', /post or reel/],
  ['https://www.instagram.com/reel/Cabc123/', /post or reel/],
  ['https://www.instagram.com/explore/', /part of Instagram/],
  ['https://www.instagram.com/', /is empty/],
  ['https://www.instagram.com.evil.test/nasa', /does not lead to instagram/],
  ['https://evil.test/?www.instagram.com/nasa', /does not lead to instagram/],
  ['https://www.instagram.com@evil.test/nasa', /does not lead to instagram/],
  ['../../etc/passwd', /characters that profile names never have/],
  ['nasa/..', /characters that profile names never have/],
])('%j is refused, with the reason and what to give instead', (typed, why) => {
  expect(() => parseTargetName(typed)).toThrow(TargetNameInvalidError)
  expect(() => parseTargetName(typed)).toThrow(why)
  expect(() => parseTargetName(typed)).toThrow(/Give a name such as nasa/)
})

test('whatever is typed becomes a name that is safe as a part of a path, or a refusal', () => {
  const piece = fc.oneof(
    fc.string(),
    anyText(),
    fc.constantFrom('https://www.instagram.com/', '_u/', '..', '.', '/', '%2e', '%', '\0', '@'),
  )
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 6 }), (pieces) => {
      try {
        const name = parseTargetName(pieces.join(''))
        expect(name).toMatch(/^[a-z0-9._]{1,30}$/)
        expect(name).toMatch(/[a-z0-9_]/)
      } catch (error) {
        expect(error).toBeInstanceOf(TargetNameInvalidError)
      }
    }),
    { numRuns: 300 },
  )
})

test.each([
  ['@Ada', 'ada'],
  ['https://www.instagram.com/ada.example/?igsh=MzRlODBiNWFlZA==', 'ada.example'],
  // A part of a name is no whole one, and nothing else is taken out of it.
  [' Ада Л ', 'Ада Л'],
  ['@Ада Л', '@Ада Л'],
  ['https://www.instagram.com/p/Cabc123/', 'https://www.instagram.com/p/Cabc123/'],
  ['a@b', 'a@b'],
  ['  ', null],
])('whoever types %j seeks %j', (typed, sought) => {
  expect(soughtIn(typed)).toBe(sought)
})
