import { expect, test } from 'vitest'
import { archiveNamed, exportFileAt, missingParts } from './export-files.ts'

const FOLDER = 'connections/followers_and_following'

test.each([
  [`${FOLDER}/followers_1.json`, 'followers', 1],
  [`${FOLDER}/followers_12.json`, 'followers', 12],
  ['followers_and_following/followers.json', 'followers', null],
  [
    'instagram-ada-2026-11-01-aB3/connections/followers_and_following/following.json',
    'following',
    null,
  ],
  [`${FOLDER}/following_1.json`, 'following', 1],
  ['Followers_1.JSON', 'followers', 1],
  [`${FOLDER}/pending_follow_requests.json`, 'pending', null],
  [`${FOLDER}/recently_unfollowed_accounts.json`, 'recently-unfollowed', null],
  [`${FOLDER}/recently_unfollowed_profiles.json`, 'recently-unfollowed', null],
  [`${FOLDER}/close_friends.json`, 'close-friends', null],
  [`${FOLDER}/restricted_profiles.json`, 'restricted', null],
])('%s is a part of the list %s', (path, list, part) => {
  expect(exportFileAt(path)).toEqual({ kind: 'list', list, part })
})

test.each([
  `${FOLDER}/following_hashtags.json`,
  `${FOLDER}/removed_suggestions.json`,
  `${FOLDER}/recent_follow_requests.json`,
  'media/followers_1.jpg',
  'followers_1.json/picture.jpg',
  'your_followers_1.json',
  'followers_1.json.bak',
  '',
])('%j is of no use', (path) => {
  expect(exportFileAt(path)).toBeNull()
})

test('lists as web pages are known for what they are', () => {
  expect(exportFileAt(`${FOLDER}/followers_1.html`)).toEqual({ kind: 'page' })
  expect(exportFileAt('personal_information/personal_information.html')).toBeNull()
})

test('the name of an archive tells whose it is and of which day', () => {
  const day = new Date('2026-11-01')
  expect(archiveNamed('instagram-ada.example-2026-11-01-aB3dE.zip')).toEqual({
    owner: 'ada.example',
    day,
  })
  expect(archiveNamed('instagram-Ada_1-2026-11-01 (2).zip')).toEqual({ owner: 'ada_1', day })
  for (const name of [
    'export.zip',
    'instagram-ada-2026-13-41-x.zip',
    'instagram--2026-11-01.zip',
  ]) {
    expect(archiveNamed(name)).toBeNull()
  }
})

test('a part that is missing between others is noticed', () => {
  expect(missingParts([null])).toEqual([])
  expect(missingParts([2, 1, 3])).toEqual([])
  expect(missingParts([1, 4, 2])).toEqual([3])
  expect(missingParts([2])).toEqual([1])
})
