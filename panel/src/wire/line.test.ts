import { beforeEach, expect, test, vi } from 'vitest'

/** A stream as the browser has it, whose other end the test holds. */
class Stream extends EventTarget {
  static readonly CLOSED = 2
  static readonly opened: Stream[] = []
  readonly url: string
  readyState = 1
  onopen: (() => void) | null = null
  onerror: (() => void) | null = null

  constructor(url: string) {
    super()
    this.url = url
    Stream.opened.push(this)
  }

  close(): void {
    this.readyState = Stream.CLOSED
  }

  /** The server says something. */
  says(kind: string, id: string, data: unknown = {}): void {
    this.dispatchEvent(
      Object.assign(new Event(kind), { data: JSON.stringify(data), lastEventId: id }),
    )
  }
}

/** What the page does every few seconds. */
let look: () => void = () => undefined

/** Where the answers that came with the page stand; null where none came. */
let given: string | null = null

/** The document and its window, as far as they are told things. */
let page = new EventTarget()

beforeEach(() => {
  vi.resetModules()
  Stream.opened.length = 0
  given = null
  page = new EventTarget()
  vi.stubGlobal('EventSource', Stream)
  vi.stubGlobal('document', {
    hidden: false,
    getElementById: () => (given === null ? null : { dataset: { since: given } }),
    addEventListener: page.addEventListener.bind(page),
    removeEventListener: page.removeEventListener.bind(page),
  })
  vi.stubGlobal('window', {
    addEventListener: page.addEventListener.bind(page),
    removeEventListener: page.removeEventListener.bind(page),
    setTimeout: () => 0,
    clearTimeout: () => undefined,
    setInterval: (does: () => void) => {
      look = does
      return 0
    },
    clearInterval: () => undefined,
  })
  return () => vi.unstubAllGlobals()
})

async function listening(): Promise<{ readonly heard: string[]; readonly again: () => void }> {
  const { connectNow, listenToEvents } = await import('./line.ts')
  const heard: string[] = []
  listenToEvents(({ kind }) => void heard.push(kind))
  return { heard, again: connectNow }
}

/** From which event on a stream was asked for. */
const placeOf = (stream: Stream | undefined): string | null =>
  new URL(stream?.url ?? '', 'http://here').searchParams.get('lastEventId')

test('a line that broke goes on behind the last event that was heard, and nothing is read anew', async () => {
  const { heard, again } = await listening()
  expect(placeOf(Stream.opened[0])).toBeNull()
  Stream.opened[0]?.says('ready', '7-40')
  // From nowhere: what was read before may be older than what will be heard.
  expect(heard).toEqual(['reset'])
  Stream.opened[0]?.says('check-ended', '7-41', { check: 'chk_1' })
  again()
  expect(placeOf(Stream.opened[1])).toBe('7-41')
  Stream.opened[1]?.says('ready', '7-41')
  Stream.opened[1]?.says('account-paused', '7-42')
  expect(heard).toEqual(['reset', 'check-ended', 'account-paused'])
})

test('what happened since the page was given is heard from there, without reading it anew', async () => {
  given = '7-12'
  const { heard, again } = await listening()
  expect(placeOf(Stream.opened[0])).toBe('7-12')
  again()
  // Nothing was heard: the place is still that of the page.
  expect(placeOf(Stream.opened[1])).toBe('7-12')
  Stream.opened[1]?.says('ready', '7-12')
  Stream.opened[1]?.says('check-ordered', '7-13')
  expect(heard).toEqual(['check-ordered'])
})

test('where a server answers and no stream comes through, it is asked instead until one does', async () => {
  vi.useFakeTimers({ toFake: ['Date'] })
  const { heard } = await listening()
  const { noteAnswer } = await import('./line.ts')
  const pass = (ms: number): void => {
    vi.setSystemTime(Date.now() + ms)
    look()
  }
  Stream.opened[0]?.says('ready', '7-40')
  heard.length = 0
  pass(15_000)
  expect(heard).toEqual([])
  Stream.opened[0]?.onerror?.()
  // Nobody knows yet whether there is a server.
  pass(10_000)
  expect(heard).toEqual(['again'])
  noteAnswer(true)
  pass(10_000)
  expect(heard).toEqual(['again'])
  pass(5000)
  expect(heard).toEqual(['again', 'reset'])
  noteAnswer(false)
  pass(15_000)
  expect(heard.at(-1)).toBe('again')
  noteAnswer(true)
  Stream.opened.at(-1)?.says('ready', '7-41')
  heard.length = 0
  pass(15_000)
  expect(heard).toEqual([])
  vi.useRealTimers()
})

test('a machine that says it has no line has lost it, before the stream says so', async () => {
  vi.useFakeTimers({ toFake: ['Date'] })
  const { heard } = await listening()
  Stream.opened[0]?.says('ready', '7-40')
  heard.length = 0
  page.dispatchEvent(new Event('offline'))
  vi.setSystemTime(Date.now() + 10_000)
  look()
  expect(heard).toEqual(['again'])
  vi.useRealTimers()
})
