/**
 * Where Instagram is reached. URLs, host names and cookies stay the real ones; only the TCP
 * connection goes elsewhere, to a simulator for example, and its CA is trusted in addition.
 */
export type Connect = {
  readonly host: string
  readonly port: number
  /** PEM text of the certificate authority that signed what answers there. */
  readonly ca: string
}
