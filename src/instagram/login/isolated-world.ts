import type { BrowserContext, CDPSession, Page } from 'playwright-core'

const NAME = 'evercheck'
/** How often a page may give way to the next before something has run in it. */
const TRIES_MAX = 30

/**
 * Runs functions in a page's main frame, in a world of their own: the same document and storage,
 * and none of what the page's scripts have changed. Whoever overrides `Object.entries`, or
 * `querySelector`, decides nothing here.
 */
export class IsolatedWorld {
  readonly #page: Page
  readonly #session: CDPSession
  #world: Promise<number> | null = null

  static async open(context: BrowserContext, page: Page): Promise<IsolatedWorld> {
    return new IsolatedWorld(page, await context.newCDPSession(page))
  }

  private constructor(page: Page, session: CDPSession) {
    this.#page = page
    this.#session = session
  }

  /**
   * Runs `act`, which must not use anything from outside itself, and gives what it resolves with.
   * A page that gives way to the next meanwhile is followed.
   * @throws Error of the browser
   */
  async run<A, R>(act: (given: A) => R | Promise<R>, given: A): Promise<R> {
    for (let tries = 1; ; tries++) {
      const world = this.#enter()
      try {
        return await this.#call(await world, act, given)
      } catch (error) {
        if (this.#world === world) this.#world = null
        if (this.#page.isClosed() || tries >= TRIES_MAX) throw error
      }
    }
  }

  /** The world of the present document. */
  #enter(): Promise<number> {
    this.#world ??= this.#make()
    return this.#world
  }

  async #make(): Promise<number> {
    const { frameTree } = await this.#session.send('Page.getFrameTree')
    const { executionContextId } = await this.#session.send('Page.createIsolatedWorld', {
      frameId: frameTree.frame.id,
      worldName: NAME,
    })
    return executionContextId
  }

  async #call<A, R>(world: number, act: (given: A) => R | Promise<R>, given: A): Promise<R> {
    const { result, exceptionDetails } = await this.#session.send('Runtime.callFunctionOn', {
      functionDeclaration: act.toString(),
      executionContextId: world,
      arguments: [{ value: given }],
      awaitPromise: true,
      returnByValue: true,
    })
    if (exceptionDetails) throw new Error('what was run in the page has failed')
    // The page's own scripts cannot reach what comes out of here.
    return result.value as R
  }
}
