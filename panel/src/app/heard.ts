import type { Heard } from '../wire/line.ts'

/** Which answers an event makes old, by the first words of their keys. Pure. */
export function madeOld({ kind, data }: Heard): readonly string[] {
  if (kind === 'reset')
    return ['sessions', 'checks', 'dialogues', 'customers', 'alerts', 'accounts']
  const [topic] = kind.split('-')
  switch (topic) {
    case 'check':
    case 'list': {
      const id = idIn(data)
      const one =
        id === null ? [] : [`checks/one/${id}`, `checks/course/${id}`, `checks/timeline/${id}`]
      return ['checks/list', 'checks/counts', ...one]
    }
    case 'session':
    case 'login':
    case 'account':
      return ['sessions', 'accounts', 'checks/course']
    case 'dialogue':
      return ['dialogues', 'sessions/health', 'accounts/list', 'accounts/one']
    case 'balance':
    case 'ledger':
      return ['customers']
    case 'alert':
      return ['alerts']
    default:
      return []
  }
}

function idIn(data: unknown): string | null {
  if (typeof data !== 'object' || data === null || !('check' in data)) return null
  return typeof data.check === 'string' ? data.check : null
}

/** What was read never shrinks: an event may be older than an answer that was asked for. Pure. */
export function furtherOf<T extends { readonly collected: number }>(
  known: T,
  heard: Pick<T, 'collected'>,
): T {
  return heard.collected < known.collected ? known : { ...known, ...heard }
}
