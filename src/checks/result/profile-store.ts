import type { Database } from '../../db/database.ts'

/** The newest name of somebody who was seen in a list; null for a stranger. */
export async function nameOfProfile(
  context: { readonly db: Database },
  pk: string,
): Promise<string | null> {
  const found = await context.db
    .selectFrom('profiles')
    .select('username')
    .where('pk', '=', pk)
    .executeTakeFirst()
  return found?.username ?? null
}
