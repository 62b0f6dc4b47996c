import { useQuery } from '@tanstack/react-query'
import { type ReactNode, useMemo } from 'react'
import { SHELL_WORDS, THE_HOUSE } from '../../../src/words/panel/shell.ts'
import { Glyph } from '../ui/Glyph.tsx'
import { Icon, type IconName } from '../ui/Icon.tsx'
import { useWords } from '../ui/language.tsx'
import { waitingDialogues } from '../wire/dialogue-queries.ts'
import { findCustomers } from '../wire/money-queries.ts'
import { findAccounts, findChecks } from '../wire/queries.ts'
import { mayDo, useRole } from '../wire/reader.ts'
import { PAGES } from './pages.ts'

/** Something that the palette offers. */
export type Offer = {
  readonly key: string
  readonly name: string
  readonly path: string
  readonly mark: ReactNode
  readonly note: ReactNode
}

type Group = { readonly title: string; readonly items: readonly Offer[] }

export type Offers = {
  readonly groups: readonly Group[]
  /** Whether more may still arrive for this text. */
  readonly settling: boolean
}

const SHOWN_MAX = 6
/** By its endpoint, what each of the acts opens the form for. */
const ACT_OF: Readonly<Record<string, string>> = {
  order: 'orderCheck',
  add: 'addAccount',
  hand: 'openDialogue',
  grant: 'giveCredits',
  token: 'createToken',
}
/** No name is longer. */
const NAME_MAX = 30
/** What can be the name of a profile: the server finds a check by the whole of it. */
const NAME = /^[a-z0-9._]{2,30}$/
const CHECK_ID = /^chk_[0-9a-z]{16}$/

/**
 * What there is for a text: what needs you, acts, places and things; empty groups are left out, and
 * one that has exactly what was typed comes first.
 */
export function useOffers(text: string): Offers {
  const words = useWords(SHELL_WORDS)
  const house = useWords(THE_HOUSE)
  const wanted = text.trim().replace(/^@/, '').toLowerCase()
  const role = useRole()
  const dialogues = useQuery(waitingDialogues())
  const accounts = useQuery(findAccounts(wanted.slice(0, NAME_MAX)))
  const checks = useQuery({ ...findChecks(wanted), enabled: NAME.test(wanted) })
  const customers = useQuery({ ...findCustomers(wanted), enabled: wanted.length > 1 })
  const groups = useMemo(() => {
    const offer = (
      key: string,
      name: string,
      path: string,
      icon: IconName,
      note: ReactNode = null,
    ): Offer => ({
      key,
      name,
      path,
      mark: <Icon name={icon} />,
      note,
    })
    const needs = (dialogues.data?.items ?? []).map(
      (one): Offer => ({
        key: one.id,
        name: words.palette.liveLogin(one.account),
        path: `/logins/${one.id}`,
        mark: <Glyph state="human" />,
        note: null,
      }),
    )
    const acts = [
      offer(
        'order',
        words.palette.orderCheck,
        '/checks?new=1',
        'play',
        <kbd className="kbd">N</kbd>,
      ),
      offer('add', words.palette.addAccount, '/accounts?new=1', 'plus'),
      offer('hand', words.palette.byHand, '/logins?new=1', 'window'),
      offer('grant', words.palette.grant, '/customers?grant=1', 'ledger'),
      offer('token', words.palette.newToken, '/settings/tokens?new=1', 'key'),
    ].filter(({ key }) => role === null || mayDo(role, ACT_OF[key] ?? key))
    const things = [
      ...(accounts.data?.items ?? []).map(({ account }) =>
        offer(`a-${account}`, account, `/accounts/${account}`, 'accounts', words.palette.account),
      ),
      // Whether there is one of that id says its page.
      ...(CHECK_ID.test(wanted)
        ? [offer(wanted, wanted, `/checks/${wanted}`, 'checks', words.palette.check)]
        : []),
      ...(checks.data?.items ?? []).map((check) =>
        offer(check.id, `@${check.target}`, `/checks/${check.id}`, 'checks', words.palette.check),
      ),
      ...(customers.data?.items ?? []).map((one) =>
        offer(
          one.id,
          one.id === 'house' ? house : one.name,
          `/customers/${encodeURIComponent(one.id)}`,
          'customers',
          words.palette.customer,
        ),
      ),
      ...PAGES.map((page) =>
        offer(page.path, words.pages[page.name], page.path, page.icon, words.palette.page),
      ),
    ]
    const fitting = (items: readonly Offer[]): readonly Offer[] => rank(items, wanted)
    const found = [
      { title: words.palette.needsYou, items: fitting(needs) },
      { title: words.palette.act, items: fitting(acts) },
      {
        title: words.palette.goTo,
        items: fitting(things).slice(0, wanted === '' ? SHOWN_MAX : 12),
      },
    ].filter(({ items }) => items.length > 0)
    const isExact = ({ items }: Group): boolean => items.some((item) => placeOf(item, wanted) === 0)
    return [...found.filter(isExact), ...found.filter((group) => !isExact(group))]
  }, [words, house, wanted, role, dialogues.data, accounts.data, checks.data, customers.data])
  return {
    groups,
    settling: checks.isFetching || customers.isFetching || accounts.isFetching,
  }
}

/** Exact first, then what begins with it, then what has it anywhere. */
function rank(items: readonly Offer[], wanted: string): readonly Offer[] {
  if (wanted === '') return items
  return items
    .map((item) => ({ item, at: placeOf(item, wanted) }))
    .filter(({ at }) => at < 3)
    .sort((one, other) => one.at - other.at)
    .map(({ item }) => item)
}

function placeOf({ name, key }: Offer, wanted: string): number {
  const lower = name.replace(/^@/, '').toLowerCase()
  if (wanted !== '' && (lower === wanted || key.toLowerCase() === wanted)) return 0
  if (lower.startsWith(wanted)) return 1
  return lower.includes(wanted) ? 2 : 3
}

/** Whether an offer is exactly what was typed. */
export function isExactly(offer: Offer | undefined, text: string): boolean {
  const wanted = text.trim().replace(/^@/, '').toLowerCase()
  return offer !== undefined && placeOf(offer, wanted) === 0
}
