import type { Judged } from './storm.ts'

const TURNS_SHOWN = 60

/** A failure as a person reads it: what there was, what happened, and what broke. */
export function storyOf(judged: Judged): string {
  const { aftermath, broken, telling } = judged
  const { plan, history, trace, beganAtMs } = aftermath
  const since = (atMs: number) => `${((atMs - beganAtMs) / 1000).toFixed(1)} s`.padStart(12)
  const named = (list: readonly { readonly username?: string | undefined }[]) =>
    list.map(({ username }) => username).join(', ')
  const loggedIn = plan.accounts.filter((account) => account.loggedIn)
  const moments = [
    ...history.faults.map((text) => ({ atMs: Number(text.split(' ')[0]), text: after(text) })),
    ...history.told.map((event) => ({
      atMs: event.atMs,
      text: `${event.life} tells ${words(event)}`,
    })),
    ...history.forms.map((form) => ({
      atMs: form.atMs,
      text: `${form.life} logs ${form.account} in`,
    })),
    ...history.thrown.map(({ atMs, life, name, message }) => ({
      atMs,
      text: `${life} fails with ${name}: ${message}`,
    })),
    ...history.endings.map(({ atMs, life, how }) => ({ atMs, text: `${life} ${how}` })),
  ]
  moments.sort((one, other) => one.atMs - other.atMs)
  return [
    `seed ${telling.seed}: ${broken.join('; ')}`,
    `accounts: ${named(plan.accounts)}; logged in: ${named(loggedIn)}`,
    `orders: ${plan.orders.map(({ customer, target }) => `${target} for ${customer}`).join(', ')}`,
    `processes: ${plan.processes.map(({ hands, aheadMs }) => `${hands} workers, ${aheadMs} ms ahead`).join('; ')}`,
    ...moments.map(({ atMs, text }) => `${since(atMs)}  ${text}`),
    `the last of ${aftermath.turns} turns:`,
    ...trace.lines.slice(-TURNS_SHOWN).map((line) => `  ${line}`),
  ].join('\n')
}

function after(text: string): string {
  return `FAULT ${text.slice(text.indexOf('#'))}`
}

function words(event: object): string {
  const {
    kind,
    atMs: _atMs,
    life: _life,
    evidence: _evidence,
    ...rest
  } = event as Record<string, unknown>
  return `${String(kind)} ${JSON.stringify(rest)}`
}
