import { strict as assert } from 'node:assert'
import { type ChildProcess, spawn } from 'node:child_process'
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { Client } from 'undici'
import { z } from 'zod'
import type { SimulatorConfig } from '../simulator/settings.ts'
import type { Connect } from '../src/instagram/connect.ts'
import type { Workshop } from './workshop.ts'

/** A simulator in a process of its own: its work is not done on our time, nor in our memory. */
export type SimulatorProcess = {
  readonly connect: Connect
  /** The file with its certificate authority. */
  readonly caFile: string
  /** Makes a control call; what it refuses is an error. */
  control(path: string, body: unknown): Promise<unknown>
}

const MAIN = fileURLToPath(new URL('../simulator/main.ts', import.meta.url))

const ReadyLine = z.object({ url: z.string(), ca: z.string(), caPem: z.string() })

/** Starts a simulator that ends with the workshop. Ready when this returns. */
export async function startSimulatorProcess(
  workshop: Workshop,
  config: SimulatorConfig,
): Promise<SimulatorProcess> {
  const configFile = join(workshop.folder, 'simulator.json')
  const caFile = join(workshop.folder, 'ca.pem')
  await writeFile(configFile, JSON.stringify(config))
  const args = [MAIN, '--port', '0', '--seed', '7', '--config', configFile, '--ca-out', caFile]
  const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] })
  workshop.closers.add('simulator', () => end(child))
  const { url, caPem } = await readyLine(child)
  const { hostname, port } = new URL(url)
  const client = new Client(url, { connect: { ca: caPem } })
  workshop.closers.add('control connection', () => client.destroy())
  return {
    connect: { host: hostname, port: Number(port), ca: caPem },
    caFile,
    control: (path, body) => control(client, path, body),
  }
}

async function readyLine(child: ChildProcess): Promise<z.infer<typeof ReadyLine>> {
  assert(child.stdout, 'its standard output is a pipe')
  for await (const line of createInterface({ input: child.stdout })) {
    child.stdout.resume()
    return ReadyLine.parse(JSON.parse(line))
  }
  throw new Error('the simulator ended before it was ready')
}

async function control(client: Client, path: string, body: unknown): Promise<unknown> {
  const answer = await client.request({
    path: `/__simulator/${path}`,
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  })
  const text = await answer.body.text()
  if (answer.statusCode !== 200) throw new Error(`the simulator refused ${path}: ${text}`)
  return JSON.parse(text)
}

/** Ends a process and waits until it is gone. */
export async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return
  const gone = new Promise((resolve) => child.once('exit', resolve))
  child.kill('SIGTERM')
  await gone
}
