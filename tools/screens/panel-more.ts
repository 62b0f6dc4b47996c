import { sql } from 'kysely'
import { addOperator } from '../../src/access/operator.ts'
import { MACHINE } from '../../src/access/principal.ts'
import { createToken } from '../../src/access/token.ts'
import { silenceAlerts } from '../../src/alerts/attend.ts'
import type { Database } from '../../src/db/database.ts'
import { idFor } from './panel-people.ts'

/** What stands on the pages that an operator rarely opens: tokens, people, silences, answers. */
export async function addMore(context: { readonly db: Database }): Promise<void> {
  const { db } = context
  for (const [name, role] of [
    ['grace', 'operator'],
    ['мария.наблюдает', 'read-only'],
  ] as const) {
    await addOperator(context, { name, role }, MACHINE)
  }
  await sql`
    insert into operator_passkeys
      (id, operator_id, public_key, counter, host, name, transports, created_at, last_used_at)
    select 'made-up-for-a-picture-' || name, id, '', 1, 'localhost', 'Chrome, Linux', 'internal',
      evercheck_now() - interval '30 days', evercheck_now()
    from operators
  `.execute(db)
  await createToken(context, { name: 'nightly export', scope: { kind: 'read' } }, MACHINE)
  const scope = { kind: 'customer', customerId: 'studio-brindle' } as const
  await createToken(context, { name: 'the shop of Studio Brindle', scope, days: 90 }, MACHINE)
  await silenceAlerts(context, { rule: 'SessionOld', subject: 'elm.and.ink' }, 8 * HOUR_MS, 'ada')
  await silenceAlerts(context, { rule: 'ProactiveRefreshDone', subject: null }, HOUR_MS, 'grace')
  await sql`
    insert into evidence
      (fingerprint, surface, account_id, first_at, last_at, count, evidence, sketch)
    values ('one', 'followers', ${idFor('acc', 10)}, evercheck_now() - interval '3 days',
      evercheck_now() - interval '18 minutes', 4,
      '{"status": 200, "contentType": "application/json", "message": "We are sorry"}',
      '{"message": string(12), "status": "ok", "spam": true}')
  `.execute(db)
  await sql`
    insert into login_dialogues (id, account_id, state, cause, asks, said, place, opened_by,
      opened_at, expires_at, ended_at, ending, input_number)
    values ('dlg_0000000000000002', ${idFor('acc', 2)}, 'ended', 'by-hand', 'human', null,
      '/accounts/login', 'ada', evercheck_now() - interval '3 hours',
      evercheck_now() - interval '170 minutes', evercheck_now() - interval '174 minutes',
      'logged-in', 14)
  `.execute(db)
  await sql`
    insert into alerts (id, rule, subject, name, severity, value, detail, since_at, seen_at,
      raised_at, resolved_at)
    select 'alt_r' || lpad(at::text, 15, '0'), 'ChallengeWaitingForHuman', 'cedar.mornings.08',
      'cedar.mornings.08', 'critical', 1, '{}', evercheck_now() - make_interval(hours => at * 9),
      evercheck_now() - make_interval(hours => at * 9, mins => -4),
      evercheck_now() - make_interval(hours => at * 9),
      evercheck_now() - make_interval(hours => at * 9, mins => -4)
    from generate_series(1, 4) as at
  `.execute(db)
}

const HOUR_MS = 3_600_000
