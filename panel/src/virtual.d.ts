declare module 'virtual:routes' {
  /** Method and path (below /api/v1, parameters in braces) of every endpoint by its id. */
  export const ROUTES: Readonly<Record<string, readonly [string, string]>>
}
