import { json } from 'node:stream/consumers'
import { drawPicture } from './draw-picture.ts'
import type { Reader } from './reader.ts'
import type { Summary } from './summary.ts'

// A process of its own: reads a summary and its reader from its input, and writes the picture.
const { summary, reader } = (await json(process.stdin)) as { summary: Summary; reader: Reader }
process.stdout.write((await drawPicture(summary, reader)) ?? '')
