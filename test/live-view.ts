import { createCanvas, loadImage } from '@napi-rs/canvas'
import { takeControl } from '../src/dialogues/control-store.ts'
import { type Dialogue, FRAMES_CHANNEL } from '../src/dialogues/dialogue.ts'
import type { DialogueInput } from '../src/dialogues/dialogue-input.ts'
import { dialogueOf, openDialogues } from '../src/dialogues/dialogue-store.ts'
import { type Frame, frameOf } from '../src/dialogues/frame-store.ts'
import { answerCode, sendInput } from '../src/dialogues/input-store.ts'
import { Bell } from '../src/kernel/bell.ts'
import { systemClock } from '../src/kernel/clock.ts'
import { PATIENCE_MS } from './patience.ts'
import type { Process } from './trial-process.ts'

const LOOK_MS = 250

/** Runs the desk of a process for the length of a test. */
export function atDesk({ app }: Process): AsyncDisposable {
  const over = new AbortController()
  const running = app.dialogues.run(app, over.signal)
  return {
    async [Symbol.asyncDispose]() {
      over.abort()
      await running
    },
  }
}

/** A human before a live view, who has nothing but pictures, a mouse, and a keyboard. */
export class Human {
  readonly #process: Process
  readonly id: string
  #fence = ''

  /** Waits for a dialogue and takes control of it. */
  static async arrive(process: Process, name = 'anna'): Promise<Human> {
    const [dialogue] = await eventually(process, async () => {
      const open = (await openDialogues(process.app)).filter(({ state }) => state === 'open')
      return open.length > 0 ? open : null
    })
    const human = new Human(process, dialogue?.id ?? '')
    const control = await takeControl(process.app, human.id, { name, evenFromOthers: false })
    if (control.kind !== 'in-control') throw new Error(control.kind)
    human.#fence = control.fence
    return human
  }

  private constructor(process: Process, id: string) {
    this.#process = process
    this.id = id
  }

  async does(...inputs: readonly DialogueInput[]): Promise<string> {
    return (await sendInput(this.#process.app, this.id, this.#fence, inputs)).kind
  }

  async answers(code: string): Promise<string> {
    return (await answerCode(this.#process.app, this.id, code)).kind
  }

  /** Waits until the dialogue is as described. */
  seesThat(holds: (dialogue: Dialogue) => boolean): Promise<Dialogue> {
    return eventually(this.#process, async () => {
      const dialogue = await dialogueOf(this.#process.app, this.id)
      return dialogue !== null && holds(dialogue) ? dialogue : null
    })
  }

  /** Waits for a picture with a button on it, and gives its middle: buttons are blue. */
  async seesButton(): Promise<{ readonly x: number; readonly y: number }> {
    return eventually(this.#process, async () => {
      const frame = await frameOf(this.#process.app, this.id, null)
      return frame === null ? null : middleOfBlue(frame)
    })
  }
}

/** What `look` gives, as soon as it is not null; looked for whenever something new is shown. */
export async function eventually<T>(process: Process, look: () => Promise<T | null>): Promise<T> {
  const bell = new Bell()
  const unlisten = process.app.listen(FRAMES_CHANNEL, () => bell.ring())
  const late = AbortSignal.timeout(PATIENCE_MS)
  try {
    for (;;) {
      const seen = await look()
      if (seen !== null) return seen
      await bell.wait(systemClock, LOOK_MS, late)
    }
  } finally {
    unlisten()
  }
}

/** The middle of what is blue in a picture of a page; null where there is little of it. */
export async function middleOfBlue(
  frame: Pick<Frame, 'jpeg' | 'width'>,
): Promise<{ x: number; y: number } | null> {
  const image = await loadImage(frame.jpeg)
  const canvas = createCanvas(image.width, image.height)
  const context = canvas.getContext('2d')
  context.drawImage(image, 0, 0)
  const { data } = context.getImageData(0, 0, image.width, image.height)
  let count = 0
  let sumX = 0
  let sumY = 0
  for (let at = 0; at < data.length; at += 4) {
    // Most of a page is not blue; a million points are looked at.
    if ((data[at + 2] ?? 0) < 180 || (data[at] ?? 0) > 90 || (data[at + 1] ?? 0) > 150) continue
    count += 1
    sumX += (at / 4) % image.width
    sumY += Math.floor(at / 4 / image.width)
  }
  if (count < 100) return null
  const scale = frame.width / image.width
  return { x: (sumX / count) * scale, y: (sumY / count) * scale }
}
