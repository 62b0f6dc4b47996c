/**
 * How long what must come is waited for, in milliseconds: a busy machine takes its time, and none
 * of our promises is about that. Whoever looks with `expect.poll` waits as long by itself.
 */
export const PATIENCE_MS = 60_000
