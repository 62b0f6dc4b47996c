import { setFlagsFromString } from 'node:v8'

/**
 * Keeps the part of the heap small in which new things live, from the start of the process on. Left
 * alone, it doubles up to 32 MB as soon as much is made at a time, and keeps that.
 */
export function keepNurserySmall(): void {
  setFlagsFromString('--semi-space-growth-factor=1')
}

/**
 * Lets it grow again, where much is made at a time all day: a sixth of a busy bot's work was to
 * sweep what it would have outlived.
 */
export function letNurseryGrow(): void {
  setFlagsFromString('--semi-space-growth-factor=2')
}

/**
 * Keeps the heap of this process small. Left alone, it grows to some four times of what lives in it
 * before it is swept, and more on a machine with much memory; a check needs the same little at its
 * thousandth page as at its first.
 */
export function keepHeapSmall(): void {
  setFlagsFromString('--heap-growing-percent=50')
}
