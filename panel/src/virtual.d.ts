declare module 'virtual:routes' {
  /**
   * Method and path (below /api/v1, parameters in braces) of every endpoint by its id, and
   * `operator` where no token will do.
   */
  export const ROUTES: Readonly<Record<string, readonly [string, string, 'operator'?]>>
}
