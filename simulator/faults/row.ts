import type { SimAnswer, SimRequest } from '../wire/route.ts'
import type { Account, Disguise, Standing, Viewer } from '../world/accounts.ts'
import type { World } from '../world/world.ts'

/** What a row's answer is made from. */
export type RowScene = {
  readonly world: World
  readonly request: SimRequest
  readonly viewer: Viewer
  /** Takes the place of the row's own status and message. */
  readonly status?: number | undefined
  readonly message?: string | undefined
  /** The answer that would have been given. */
  ordinary(): Promise<SimAnswer>
}

/** What remains when a row is injected as `lasting`. */
export type Lasting =
  | { readonly kind: 'death'; readonly disguise: Disguise }
  | { readonly kind: 'standing'; readonly standing: Standing }
  | { readonly kind: 'throttle' }

/** One numbered row of facts 4.1. */
export type Row = {
  readonly title: string
  readonly lasting?: Lasting
  /** The condition stays even if the fault does not ask for it. */
  readonly always?: true
  answer(scene: RowScene): SimAnswer | Promise<SimAnswer>
}

type Body = Readonly<Record<string, unknown>>

/** A refusal as JSON; a fault may choose another status and message. */
export function fail(status: number, body: Body): Row['answer'] {
  return (scene) => {
    const message = scene.message === undefined ? {} : { message: scene.message }
    return { status: scene.status ?? status, json: { ...body, ...message, status: 'fail' } }
  }
}

/** A redirect. */
export function redirectTo(location: (scene: RowScene) => string): Row['answer'] {
  return (scene) => ({ status: scene.status ?? 302, headers: { location: location(scene) } })
}

/** An empty body. */
export function bare(status: number, headers: Record<string, string> = {}): Row['answer'] {
  return (scene) => ({ status: scene.status ?? status, headers })
}

/** 400 `challenge_required` (row 11); `logout` says that the session has ended with it. */
export function challengeAt(
  where: (scene: RowScene) => { readonly path: string; readonly logout?: true },
): Row['answer'] {
  return (scene) => {
    const { path, logout = false } = where(scene)
    return fail(400, {
      message: 'challenge_required',
      challenge: {
        url: `https://i.instagram.com${path}`,
        api_path: path,
        hide_webview_header: true,
        lock: true,
        logout,
        native_flow: true,
        flow_render_type: 0,
      },
      error_type: 'checkpoint_challenge_required',
      exception_name: 'ChallengeRequired',
    })(scene)
  }
}

/** The account that is logged in, if there is one. */
export function accountOf(scene: RowScene): Account | undefined {
  return scene.viewer.kind === 'alive' ? scene.viewer.account : undefined
}

/** Whose session it is, alive or not. */
export function sessionAccountOf({ viewer }: RowScene): Account | undefined {
  return 'session' in viewer ? viewer.session.account : undefined
}

/** The path of the challenge that the viewer has to pass. */
export function checkpointPath(scene: RowScene): string {
  return accountOf(scene)?.checkpointPath ?? '/challenge/0/AbCdEfGhIj/'
}
