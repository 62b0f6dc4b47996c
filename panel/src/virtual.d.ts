declare module 'virtual:routes' {
  /**
   * Method and path (below /api/v1, parameters in braces) of every endpoint by its id, `operator`
   * where no token will do, and the least that an operator has to be.
   */
  export const ROUTES: Readonly<
    Record<
      string,
      readonly [string, string, 'operator' | 'token', 'read-only' | 'operator' | 'owner']
    >
  >
}
