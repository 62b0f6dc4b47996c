import { english, numberIn } from './language.ts'
import { because, type EarlyEnd, unseenIn } from './report-completeness.ts'
import type { ReportWords } from './report-words.ts'

const en = (count: number) => numberIn('en', count)

const ENDED: Readonly<Record<EarlyEnd, string>> = {
  limited: 'Instagram shows only a part of this list',
  empty: 'Instagram answered with an empty list',
  'no-news': 'Instagram repeated the same people',
  'repeated-cursor': 'Instagram led in a circle',
  'cursor-refused': 'Instagram refused to go on',
  'cursor-lost': 'the place where reading had stopped was lost',
}

/** The words of a report in English. */
export const REPORT_IN_ENGLISH: ReportWords = {
  title: 'Follower check',
  summarySheet: 'Summary',
  tables: {
    'not-following-back': {
      sheet: 'Not following back',
      means: 'The profile follows them; they do not follow it back',
      tally: (count) => `${en(count)} not following back`,
    },
    lost: {
      sheet: 'Left',
      means: 'Follow the profile no longer: not found twice, hours apart',
      tally: (count) => `${en(count)} left`,
    },
    'not-seen': {
      sheet: 'Not seen this time',
      means: 'Were among the followers and were not found now; whether they left is not sure yet',
      tally: (count) => `${en(count)} not seen this time`,
    },
    gained: {
      sheet: 'New',
      means: 'Have come to follow the profile since the last check',
      tally: (count) => `${en(count)} new`,
    },
    renamed: {
      sheet: 'Renamed',
      means: 'Follow the profile under another name than last time',
      tally: (count) => `${en(count)} renamed`,
    },
    fans: {
      sheet: 'Fans',
      means: 'Follow the profile; it does not follow them back',
      tally: (count) => `${en(count)} ${english(count, { one: 'fan', other: 'fans' })}`,
    },
    mutual: {
      sheet: 'Mutual',
      means: 'The profile and they follow each other',
      tally: (count) => `${en(count)} mutual`,
    },
    pending: {
      sheet: 'Requests pending',
      means: 'The profile has asked to follow them and has had no answer',
      tally: (count) =>
        `${en(count)} ${english(count, { one: 'request', other: 'requests' })} pending`,
    },
    'recently-unfollowed': {
      sheet: 'Recently unfollowed',
      means: 'The profile followed them until recently',
      tally: (count) => `${en(count)} recently unfollowed`,
    },
    'close-friends': {
      sheet: 'Close friends',
      means: 'Are among the close friends of the profile',
      tally: (count) => `${en(count)} close ${english(count, { one: 'friend', other: 'friends' })}`,
    },
    restricted: {
      sheet: 'Restricted',
      means: 'The profile has restricted them',
      tally: (count) => `${en(count)} restricted`,
    },
    followers: {
      sheet: 'Followers',
      means: 'Everybody who follows the profile',
      tally: (count) => `${en(count)} ${english(count, { one: 'follower', other: 'followers' })}`,
    },
    following: {
      sheet: 'Following',
      means: 'Everybody whom the profile follows',
      tally: (count) => `${en(count)} following`,
    },
  },
  shareOf: { followers: 'of followers', following: 'of following' },
  heads: {
    who: 'Who',
    count: 'How many',
    share: 'Share',
    means: 'What it means',
    list: 'List',
    read: 'Read',
    inProfile: 'In the profile',
    believe: 'Can it be believed?',
  },
  columns: {
    number: 'No.',
    profile: 'Profile',
    newName: 'New name',
    formerName: 'Old name',
    name: 'Name',
    reason: 'Why',
    closed: 'Private',
    verified: 'Verified',
    id: 'ID',
  },
  closed: 'yes',
  nobody: 'Nobody',
  unknown: 'not known',
  atLeast: (count, say = en) => `at least ${say(count)}`,
  checkedAt: (at) => `Checked ${at}`,
  comparedWith: (at) => `compared with the check of ${at}`,
  nothingToCompareWith: 'no complete check before it to compare with',
  exportedAt: (at) => `Exported by Instagram ${at}`,
  comparedWithExport: (at) => `compared with the export of ${at}`,
  noExportToCompareWith: 'not compared with an earlier export',
  completeness: (list) => {
    const unseen = unseenIn(list)
    switch (list.confidence) {
      case 'exact':
        return 'Complete, everybody was read'
      case 'confirmed':
        if (unseen === 0) return 'Complete, everybody was read'
        return unseen === 1
          ? 'Complete but for 1 profile that nobody can see: it is counted, and deactivated or removed'
          : `Complete but for ${en(unseen)} profiles that nobody can see: they are counted, and deactivated or removed`
      case 'incomplete':
        return `Incomplete: not everybody is named${because(list.ended, ENDED)}`
      case 'unread':
        return 'Not read'
      case 'exported':
        return 'As Instagram exported it: complete, if it was for "All time"'
    }
  },
  readAt: (at, isReused) => (isReused ? `Read by an earlier check, ${at}` : `Read ${at}`),
  unsaid: ({ list, because: why }) =>
    `Cannot be said: the list of ${list} ${why === 'unread' ? 'was not read' : 'is incomplete'}`,
  omitted: ({ list, because: why }) =>
    why === 'unread'
      ? `Nobody is named, because the list of ${list} was not read.`
      : `Nobody is named, because the list of ${list} is incomplete: somebody missing from it may well be in it.`,
  notSaid: (tables) =>
    `Therefore not said: ${tables.map((file) => REPORT_IN_ENGLISH.tables[file].sheet.toLowerCase()).join(', ')}.`,
  partial: 'There may be more: a list that this rests on is incomplete.',
  givenUp: 'The check was given up before it was complete.',
  readOf: (read, inProfile) => `${read} of ${inProfile}`,
}
