import { shellPage } from '../faults/documents.ts'
import { guarded } from '../faults/guard.ts'
import type { Route } from '../wire/route.ts'
import type { World } from '../world/world.ts'
import { userRow } from './user-row.ts'

/** What an account asks about itself: the cheap questions that tell a death from a throttle. */
export function ownRoutes(world: World): readonly Route[] {
  return [formData(world), currentUser(world)]
}

/** `GET /api/v1/accounts/edit/web_form_data/` (facts 6). */
function formData(world: World): Route {
  return guarded(world, {
    host: 'www.instagram.com',
    method: 'GET',
    path: /^\/api\/v1\/accounts\/edit\/web_form_data\/?$/,
    surface: 'form-data',
    kind: 'own',
    answer: (_request, { account }) => ({
      status: 200,
      json: {
        form_data: {
          first_name: world.people.member(Number(account.pk)).fullName,
          last_name: '',
          email: `${account.username}@mail.example`,
          is_email_confirmed: true,
          is_phone_confirmed: false,
          username: account.username,
          phone_number: '',
          gender: 3,
          birthday: null,
          biography: '',
          external_url: '',
          chaining_enabled: true,
          presence_disabled: false,
          business_account: false,
          usertag_review_enabled: false,
        },
        status: 'ok',
      },
    }),
  })
}

/** `GET /api/v1/accounts/current_user/`: JSON on mobile, an HTML shell on the web (facts 6). */
function currentUser(world: World): Route {
  return guarded(world, {
    host: 'any',
    method: 'GET',
    path: /^\/api\/v1\/accounts\/current_user\/?$/,
    surface: 'current-user',
    kind: 'own',
    answer(request, { account }) {
      if (request.host === 'www.instagram.com') return { status: 200, html: shellPage(account) }
      const person = world.people.member(Number(account.pk))
      const user = {
        ...userRow(person),
        email: `${account.username}@mail.example`,
        phone_number: '',
        biography: person.biography,
        external_url: '',
        birthday: null,
        gender: 3,
        is_business: false,
      }
      return { status: 200, json: { user, status: 'ok' } }
    },
  })
}
