/** How a system treats its sessions and what it has read. */
export type Policy = {
  readonly name: 'reactive' | 'proactive' | 'hybrid' | 'evercheck'
  /** Renews sessions every two days. */
  readonly renews: boolean
  /** Logs in by itself when a session has died. */
  readonly logsIn: boolean
  /** Goes on where it was; else it begins anew, and gives up after so many beginnings. */
  readonly resumes: boolean
  /** Tells a throttle from a death by a second question. */
  readonly asksTwice: boolean
}

/** What the original plan compared, and what Evercheck does. */
export const POLICIES: readonly Policy[] = [
  { name: 'reactive', renews: false, logsIn: true, resumes: false, asksTwice: false },
  { name: 'proactive', renews: true, logsIn: false, resumes: false, asksTwice: false },
  { name: 'hybrid', renews: true, logsIn: true, resumes: false, asksTwice: false },
  { name: 'evercheck', renews: true, logsIn: true, resumes: true, asksTwice: true },
]

/** The policy of this program. */
export const EVERCHECK: Policy = {
  name: 'evercheck',
  renews: true,
  logsIn: true,
  resumes: true,
  asksTwice: true,
}
