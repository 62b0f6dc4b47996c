import { expect, test } from 'vitest'
import { workerHealthListen } from './serving.ts'

test.each([
  ['leaves the usual port to a service', '127.0.0.1', 8081, 0],
  ['takes another one that was set', '127.0.0.1', 9091, 9091],
  ['takes that of its container', '0.0.0.0', 8081, 8081],
])('a worker %s', (_, host, port, taken) => {
  const healthListen = { setting: 'EVERCHECK_HEALTH_LISTEN', host, port }
  expect(workerHealthListen({ healthListen })).toEqual({ ...healthListen, port: taken })
})
