import type { Connect } from '../src/instagram/wire/connect.ts'

/** Where Instagram is reached, looked up for every connection: a browser can be led elsewhere. */
export function leadingTo(now: () => Connect): Connect {
  return {
    get host() {
      return now().host
    },
    get port() {
      return now().port
    },
    get ca() {
      return now().ca
    },
  }
}
