/**
 * With what the overview asks for its figures: the builder has it asked before any script of ours
 * is there, and the server gives the answers with the page, so the two have to be the same.
 */

/** The accounts that are shown one by one. */
export const OVERVIEW_ACCOUNTS = { accounts: 40 } as const
/** What their sessions lived through. */
export const OVERVIEW_HISTORY = { days: 7, ...OVERVIEW_ACCOUNTS } as const
/** Which checks the frame counts. */
export const OPEN_CHECKS = { state: 'open', limit: 50 } as const
