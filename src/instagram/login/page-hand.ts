import type { Page } from 'playwright-core'
import { unreachable } from '../../kernel/unreachable.ts'
import { step } from './browser-failure.ts'
import { elapsed } from './real-time.ts'

/** What a human does on a page. Points are in CSS pixels of its window. */
export type PageAct =
  | { readonly kind: 'move' | 'down' | 'up' | 'click'; readonly x: number; readonly y: number }
  | {
      readonly kind: 'scroll'
      readonly x: number
      readonly y: number
      readonly byX: number
      readonly byY: number
    }
  /** As an input method gives it: any script, several characters at once. */
  | { readonly kind: 'text'; readonly text: string }
  /** A key by its name: `Enter`, `Tab`, `ArrowLeft`; `SelectAll` is two on any machine. */
  | { readonly kind: 'key'; readonly key: string; readonly shift?: boolean | undefined }

/** A picture of a page, and the size of its window in CSS pixels. */
export type Picture = { readonly jpeg: Buffer; readonly width: number; readonly height: number }

/** Hears of every picture; what it does with one is waited for before the next. Never throws. */
export type OnPicture = (picture: Picture) => Promise<void>

/** What stands between a human and a page. */
export type HandGuard = {
  /** @throws BrowserFailure when the page is not Instagram's */
  readonly insist: () => void
  /** False when the keyboard is in a frame that the page holds: it may be anybody's. */
  readonly typesHere: () => Promise<boolean>
}

/** JPEG quality: text is legible, and a page of Instagram's is some 20 kB. */
const QUALITY = 60
/** Between two pictures: five a second are plenty, and a moving page would send thirty. */
const PICTURE_MS = 200
/** A page that has shown nothing for so long after an act is asked how it looks. */
const SILENT_MS = 1500

/**
 * A human's hands and eyes on a page. Nothing is added to the page, and its device stays as it is.
 * Before every act it is looked where the page is, as for everything that is typed by ourselves.
 */
export class PageHand {
  readonly #page: Page
  readonly #guard: HandGuard
  readonly #timeoutMs: number
  #onPicture: OnPicture | null = null
  #picturesCount = 0

  constructor(page: Page, guard: HandGuard, timeoutMs: number) {
    this.#page = page
    this.#guard = guard
    this.#timeoutMs = timeoutMs
  }

  /** Shows the page as it is now, and whenever it changes. @throws BrowserFailure */
  async watch(onPicture: OnPicture): Promise<void> {
    this.#onPicture = onPicture
    await step('watch the page', this.#timeoutMs, () =>
      this.#page.screencast.start({
        quality: QUALITY,
        // The browser sends no more before this one is done with.
        onFrame: async ({ data, viewportWidth: width, viewportHeight: height }) => {
          this.#picturesCount += 1
          await onPicture({ jpeg: data, width, height })
          await elapsed(PICTURE_MS)
        },
      }),
    )
    await this.#look()
  }

  /** @throws BrowserFailure `UNKNOWN_PAGE` when the page is not Instagram's; the act is not done. */
  async act(act: PageAct): Promise<void> {
    this.#guard.insist()
    const before = this.#picturesCount
    await step('act on the page', this.#timeoutMs, () => this.#do(act))
    if (act.kind === 'move') return
    void elapsed(SILENT_MS).then(() => {
      if (this.#picturesCount === before) void this.#look().catch(() => {})
    })
  }

  async #do(act: PageAct): Promise<void> {
    const { mouse, keyboard } = this.#page
    switch (act.kind) {
      case 'move':
        return mouse.move(act.x, act.y)
      case 'down':
        await mouse.move(act.x, act.y)
        return mouse.down()
      case 'up':
        await mouse.move(act.x, act.y)
        return mouse.up()
      case 'click':
        return mouse.click(act.x, act.y)
      case 'scroll':
        await mouse.move(act.x, act.y)
        return mouse.wheel(act.byX, act.byY)
      case 'text':
        // One by one, with a key where there is one for it: fields that keep their own text take
        // nothing else (facts 5.3). Where the page is may change between two of them.
        for (const character of act.text) {
          this.#guard.insist()
          if (!(await this.#guard.typesHere())) return
          await keyboard.type(character)
        }
        return
      case 'key':
        if (!(await this.#guard.typesHere())) return
        return keyboard.press(chordOf(act))
      default:
        return unreachable(act)
    }
  }

  /** One picture that nothing has to change for. */
  async #look(): Promise<void> {
    if (this.#page.isClosed()) return
    const jpeg = await step('look at the page', this.#timeoutMs, () =>
      this.#page.screenshot({ type: 'jpeg', quality: QUALITY, caret: 'initial' }),
    )
    const { width = 0, height = 0 } = this.#page.viewportSize() ?? {}
    await this.#onPicture?.({ jpeg, width, height })
  }
}

function chordOf({
  key,
  shift,
}: {
  readonly key: string
  readonly shift?: boolean | undefined
}): string {
  if (key === 'SelectAll') return 'ControlOrMeta+A'
  return shift === true ? `Shift+${key}` : key
}
