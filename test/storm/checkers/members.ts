import type { Checker, CheckRow, Evidence, MemberRow, ProgressRow, Skip } from './evidence.ts'

/**
 * Invariants 1 and 7: whoever is saved was there, is saved once and is counted once; a list that is
 * called complete has everybody who was there all the time.
 */
export const membersAreTrue: Checker = (evidence) => {
  const wrong: string[] = []
  const saved = new Map<string, MemberRow[]>()
  for (const member of evidence.members) {
    const key = `${member.number} ${member.list}`
    const members = saved.get(key)
    if (members) members.push(member)
    else saved.set(key, [member])
  }
  for (const progress of evidence.progress) {
    const check = evidence.checks.find(({ id }) => id === progress.checkId)
    if (!check) continue
    const members = saved.get(`${progress.keptAs ?? check.number} ${progress.list}`) ?? []
    const present = members.filter(({ pass }) => pass >= progress.presentFrom)
    const pks = present.map(({ pk }) => pk)
    wrong.push(...wrongIn(evidence, check, progress, pks))
  }
  return wrong
}

function wrongIn(
  evidence: Evidence,
  check: CheckRow,
  progress: ProgressRow,
  saved: readonly string[],
): readonly string[] {
  const wrong: string[] = []
  const say = (text: string) => {
    wrong.push(`members: ${text} (${check.target}, ${progress.list}, check ${check.number})`)
  }
  // Each further order may give the check to another account.
  const handedOn = evidence.namings.filter(({ customer, target }) => {
    return customer === check.customer && target === check.target
  }).length
  if (progress.passesLost > handedOn && evidence.faults.length === 0) {
    say(`${progress.passesLost} passes were begun anew and no account was lost`)
  }
  if (new Set(saved).size !== saved.length) say('somebody is saved twice')
  if (progress.fetched !== saved.length) {
    say(`${progress.fetched} are counted and ${saved.length} are saved`)
  }
  const { ever, always } = presence(evidence, check, progress)
  const strangers = saved.filter((pk) => !ever.has(pk))
  if (strangers.length > 0) say(`${strangers.length} are saved who were never there`)
  const { confidence } = progress
  if (confidence !== 'exact' && confidence !== 'confirmed') return wrong
  const known = new Set(saved)
  const missing = [...always].filter((pk) => !known.has(pk))
  if (missing.length > hiddenBy(evidence, check, progress))
    say(`it is called ${confidence} and ${missing.length} are missing`)
  return wrong
}

/** Who was in a list at some time while it was read, and who was there all the time. */
function presence(
  evidence: Evidence,
  check: CheckRow,
  { list, beganAtMs }: ProgressRow,
): { readonly ever: ReadonlySet<string>; readonly always: ReadonlySet<string> } {
  const truth = evidence.truth.find(({ target }) => target === check.target)
  const atTheEnd = new Set(truth?.[list] ?? [])
  const ever = new Set(atTheEnd)
  const always = new Set(atTheEnd)
  // What another check has left was asked for before this one began. Whoever comes while the first
  // answer is on its way is not in it, so the list begins where that was asked for.
  const from = beganAtMs ?? check.startedAtMs ?? check.createdAtMs
  for (const follow of evidence.follows) {
    if (follow.target !== check.target || follow.list !== list || follow.atMs < from) continue
    ever.add(follow.pk)
    always.delete(follow.pk)
  }
  return { ever, always }
}

/**
 * How many may be missing from a list that all counters agree with: for each, somebody has come and
 * somebody has left between what was counted before a pass and after it. In a list that is merely
 * confirmed, whoever was met in one pass and left stands for one whom that pass and the next skip.
 */
function hiddenBy(evidence: Evidence, check: CheckRow, progress: ProgressRow): number {
  const { follows, skips } = evidence
  const { list, keptAs, confidence } = progress
  // Who has read a list for another check has counted it before this one was ordered.
  const fromMs = keptAs === null ? check.createdAtMs : 0
  const untilMs = check.finishedAtMs ?? Number.POSITIVE_INFINITY
  const isOfIt = ({ atMs, target, list: where }: Skip) =>
    target === check.target && where === list && atMs >= fromMs && atMs <= untilMs
  const meanwhile = follows.filter(isOfIt)
  const came = meanwhile.filter(({ there }) => there).length
  const left = meanwhile.length - came
  const skippedTwice = confidence === 'confirmed' && skips.filter(isOfIt).length >= 2
  return skippedTwice ? left : Math.min(came, left)
}
