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
  /** A key by its name: `Enter`, `Tab`, `ArrowLeft`. */
  | { readonly kind: 'key'; readonly key: string }

/** A picture of a page, and the size of its window in CSS pixels. */
export type Picture = { readonly jpeg: Buffer; readonly width: number; readonly height: number }

/**
 * Hears of every picture; what it does with one is waited for before the next of its kind. False
 * when nobody could be shown it: as a page that stands still sends no other, one is made a little
 * later. Never throws.
 */
export type OnPicture = (picture: Picture) => Promise<boolean>

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
/** A page of which nothing was seen for so long, after an act or a loss, is asked how it looks. */
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
    const size = this.#page.viewportSize()
    await step('watch the page', this.#timeoutMs, () =>
      this.#page.screencast.start({
        quality: QUALITY,
        // Point for point: by default pictures are shrunk until their letters blur.
        ...(size !== null && { size }),
        // The browser sends no more before this one is done with.
        onFrame: async ({ data, viewportWidth: width, viewportHeight: height }) => {
          this.#picturesCount += 1
          await this.#show({ jpeg: data, width, height })
          await elapsed(PICTURE_MS)
        },
      }),
    )
    this.#look()
  }

  /** @throws BrowserFailure `UNKNOWN_PAGE` when the page is not Instagram's; the act is not done. */
  async act(act: PageAct): Promise<void> {
    this.#guard.insist()
    const before = this.#picturesCount
    await step('act on the page', this.#timeoutMs, () => this.#do(act))
    if (act.kind !== 'move') this.#lookUnlessSeenSince(before)
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
        return keyboard.press(act.key)
      default:
        return unreachable(act)
    }
  }

  async #show(picture: Picture): Promise<void> {
    const before = this.#picturesCount
    const isShown = (await this.#onPicture?.(picture)) ?? true
    if (!isShown) this.#lookUnlessSeenSince(before)
  }

  #lookUnlessSeenSince(picturesCount: number): void {
    void elapsed(SILENT_MS).then(() => {
      if (this.#picturesCount === picturesCount) this.#look()
    })
  }

  /** One picture that nothing has to change for; another is made where it comes to nothing. */
  #look(): void {
    const before = this.#picturesCount
    void this.#picture().then(
      async (picture) => {
        // What the browser has sent meanwhile may be newer; shown after it, this one would stay.
        if (picture !== null && this.#picturesCount === before) await this.#show(picture)
      },
      () => this.#lookUnlessSeenSince(before),
    )
  }

  async #picture(): Promise<Picture | null> {
    if (this.#page.isClosed()) return null
    const jpeg = await step('look at the page', this.#timeoutMs, () =>
      this.#page.screenshot({ type: 'jpeg', quality: QUALITY, caret: 'initial' }),
    )
    const { width = 0, height = 0 } = this.#page.viewportSize() ?? {}
    return { jpeg, width, height }
  }
}
