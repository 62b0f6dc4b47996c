import { mixWide } from './mix.ts'
import type { ListName, Person } from './people.ts'

/** One user as the REST lists show it (facts 2b); all ids are strings. */
export function userRow(person: Person, list: ListName): Record<string, unknown> {
  const pk = String(person.pk)
  const hash = mixWide(0x70696373, person.pk)
  return {
    strong_id__: pk,
    pk,
    pk_id: pk,
    id: pk,
    username: person.username,
    full_name: person.fullName,
    fbid_v2: `1784140${String(hash).padStart(10, '0')}`,
    is_private: person.isPrivate,
    is_verified: person.isVerified,
    ...(person.hasPicture ? { profile_pic_id: `${3_000_000_000 + hash}_${pk}` } : {}),
    profile_pic_url: pictureUrl(person),
    has_anonymous_profile_picture: !person.hasPicture,
    account_badges: [],
    latest_reel_media: hash % 5 === 0 ? 1_750_000_000 + (hash % 10_000_000) : 0,
    third_party_downloads_enabled: hash % 3 === 0 ? 0 : 1,
    ...(list === 'following' ? { is_favorite: false } : {}),
  }
}

/** Where a profile picture would lie. */
export function pictureUrl(person: Person): string {
  const name = person.hasPicture ? `${mixWide(0x75726c, person.pk)}_${person.pk}` : '44884218_n'
  return `https://scontent.cdninstagram.com/v/t51.2885-19/${name}.jpg?stp=dst-jpg_s150x150&_nc_ht=scontent`
}
