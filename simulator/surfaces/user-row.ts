import { mixWide } from '../world/mix.ts'
import type { ListName, Person } from '../world/people.ts'

/**
 * One user as the REST lists show it (facts 2b), written out as JSON: a page has up to 200 of
 * them and the simulator is the other side of benches. All ids are strings.
 */
export function userJson(person: Person, list: ListName): string {
  const pk = String(person.pk)
  const hash = mixWide(0x70696373, person.pk)
  const picture = person.hasPicture ? `"profile_pic_id":"${3_000_000_000 + hash}_${pk}",` : ''
  const reel = hash % 5 === 0 ? 1_750_000_000 + (hash % 10_000_000) : 0
  return (
    `{"strong_id__":"${pk}","pk":"${pk}","pk_id":"${pk}","id":"${pk}",` +
    `"username":"${person.username}","full_name":${asciiJson(person.fullName)},` +
    `"fbid_v2":"1784140${hash}","is_private":${person.isPrivate},` +
    `"is_verified":${person.isVerified},${picture}"profile_pic_url":"${pictureUrl(person)}",` +
    `"has_anonymous_profile_picture":${!person.hasPicture},"account_badges":[],` +
    `"latest_reel_media":${reel},"third_party_downloads_enabled":${hash % 3 === 0 ? 0 : 1}` +
    `${list === 'following' ? ',"is_favorite":false' : ''}}`
  )
}

/** A text as JSON with everything outside ASCII escaped, as Instagram writes it. */
function asciiJson(text: string): string {
  let json = written.get(text)
  if (json === undefined) {
    json = JSON.stringify(text).replace(/[\u0080-\uffff]/g, (unit) => {
      return `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`
    })
    written.set(text, json)
  }
  return json
}

/** Full names come from a table of a few thousand; only targets made by name add to it. */
const written = new Map<string, string>()

/** The same as an object, to build other answers from. */
export function userRow(person: Person): Record<string, unknown> {
  return JSON.parse(userJson(person, 'followers'))
}

/** Where a profile picture would lie. */
export function pictureUrl(person: Person): string {
  const name = person.hasPicture ? `${mixWide(0x75726c, person.pk)}_${person.pk}` : '44884218_n'
  return `https://scontent.cdninstagram.com/v/t51.2885-19/${name}.jpg?stp=dst-jpg_s150x150&_nc_ht=scontent`
}
