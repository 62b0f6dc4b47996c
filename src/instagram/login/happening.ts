import type { LoginAnswer } from './answer-reading.ts'
import type { PageFacts } from './page-facts.ts'

/** The next thing that a login can be judged by. */
export type Happening =
  /** The page looks different from before. */
  | { readonly kind: 'page'; readonly facts: PageFacts }
  /** The page was answered when it sent the form or the code. */
  | { readonly kind: 'answer'; readonly status: number; readonly answer: LoginAnswer }
