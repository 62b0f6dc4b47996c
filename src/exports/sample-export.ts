import { fileURLToPath } from 'node:url'

/** A small made-up export, to see what comes of one. */
export const SAMPLE_EXPORT = fileURLToPath(new URL('sample', import.meta.url))
