/**
 * The rows of a table of tests in two lots, each with its tags: the first `count`, one of each kind,
 * in every run; those that repeat them in other dress only with `npm run test:all`.
 */
export function briefly<Row>(
  count: number,
  rows: readonly Row[],
): readonly { readonly tags: string[]; readonly rows: readonly Row[] }[] {
  return [
    { tags: [], rows: rows.slice(0, count) },
    { tags: ['long'], rows: rows.slice(count) },
  ]
}
