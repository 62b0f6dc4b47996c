import { useQuery, useQueryClient } from '@tanstack/react-query'
import { type ReactNode, useState } from 'react'
import type * as contract from '../../../src/contract/auth-admin.ts'
import { SHELL_WORDS } from '../../../src/words/panel/shell.ts'
import { SYSTEM_WORDS } from '../../../src/words/panel/system.ts'
import { momentIn } from '../../../src/words/panel/time.ts'
import { CustomerField } from '../acts/CustomerField.tsx'
import { Button } from '../ui/Button.tsx'
import { Choice } from '../ui/Choice.tsx'
import { Confirm } from '../ui/Confirm.tsx'
import { Copy } from '../ui/Copy.tsx'
import { Dialog } from '../ui/Dialog.tsx'
import { textRule } from '../ui/Filled.tsx'
import { Form } from '../ui/Form.tsx'
import { TextField } from '../ui/fields.tsx'
import { Loaded } from '../ui/Loaded.tsx'
import { useLanguage, useWords } from '../ui/language.tsx'
import { MoreRows } from '../ui/MoreRows.tsx'
import { Opener } from '../ui/Opener.tsx'
import { PageOver } from '../ui/PageOver.tsx'
import { type Head, Table, TableWaiting } from '../ui/Table.tsx'
import { toast } from '../ui/toast.ts'
import { useAsked } from '../ui/use-asked.ts'
import { useAddress } from '../ui/use-search.ts'
import { act } from '../wire/act.ts'
import { useNow } from '../wire/now.ts'
import { listTokens, type Token } from '../wire/system-queries.ts'
import { useOnce } from '../wire/use-once.ts'

/** Tokens for programs. */
export function Tokens(): ReactNode {
  const words = useWords(SYSTEM_WORDS).settings.tokens
  const [address, change] = useAddress()
  const isMaking = useAsked('new', 'createToken')
  const after = address.get('after')
  const [made, setMade] = useState<string | null>(null)
  const [ending, setEnding] = useState<Token | null>(null)
  const query = useQuery(listTokens(after))
  const heads = useHeads()
  return (
    <>
      <div className="sec">
        <p className="mid">{words.means}</p>
        <p>
          <Opener opens="createToken" icon="key" onClick={() => change({ new: '1' })}>
            {words.make}
          </Opener>
        </p>
      </div>
      <Loaded query={query} frame={<TableWaiting heads={heads} slim rows={3} />}>
        {({ items, next }) =>
          items.length === 0 && after !== null ? (
            <PageOver onStart={() => change({ after: null })} />
          ) : items.length === 0 ? (
            <p className="sec mid">{words.none}</p>
          ) : (
            <>
              <TokenTable tokens={items} onEnd={setEnding} />
              <MoreRows next={next} onMore={(to) => change({ after: to })} />
            </>
          )
        }
      </Loaded>
      {isMaking ? (
        <MakeToken onMade={setMade} onClose={() => change({ new: null, after: null }, true)} />
      ) : null}
      {made === null ? null : <Shown secret={made} onClose={() => setMade(null)} />}
      {ending === null ? null : <EndToken token={ending} onClose={() => setEnding(null)} />}
    </>
  )
}

function useHeads(): readonly Head[] {
  const { name, scope, made, used, ends } = useWords(SYSTEM_WORDS).settings.tokens.columns
  return [
    [name, '', 27],
    [scope, 'p2', 28],
    [made, 'num p2', 7],
    [used, 'num p2', 7],
    [ends, 'num', 13],
    [null, 'num', 11],
  ]
}

type TableProps = { readonly tokens: readonly Token[]; readonly onEnd: (token: Token) => void }

function TokenTable({ tokens, onEnd }: TableProps): ReactNode {
  const words = useWords(SYSTEM_WORDS).settings.tokens
  const { language } = useLanguage()
  const now = useNow()
  return (
    <Table heads={useHeads()} slim>
      {tokens.map((token) => (
        <tr key={token.id}>
          <td className="main-cell" dir="auto">
            {token.name}
            <span className="sub mono">{token.scopes}</span>
          </td>
          <td className="p2 mono">{token.scopes}</td>
          <td className="num p2">{momentIn(language, new Date(token.createdAt), now)}</td>
          <td className="num p2">
            {token.lastUsedAt === null
              ? words.never
              : momentIn(language, new Date(token.lastUsedAt), now)}
          </td>
          <td className="num" data-head={token.revokedAt === null ? words.columns.ends : undefined}>
            {token.revokedAt === null
              ? momentIn(language, new Date(token.expiresAt), now)
              : words.ended}
          </td>
          <td className="acts">
            {token.revokedAt === null ? (
              <Opener opens="revokeToken" size="small" look="danger" onClick={() => onEnd(token)}>
                {words.revoke}
              </Opener>
            ) : null}
          </td>
        </tr>
      ))}
    </Table>
  )
}

const NAME_MAX = 100
const SCOPES_MAX = 80
const CUSTOMER_MAX = SCOPES_MAX - 'customer:'.length
const DAYS_MAX = 3650
const SCOPES = ['read', 'admin', 'customer'] as const

function MakeToken(props: {
  readonly onMade: (secret: string) => void
  readonly onClose: () => void
}): ReactNode {
  const words = useWords(SYSTEM_WORDS).settings.tokens
  const shell = useWords(SHELL_WORDS)
  const client = useQueryClient()
  const [name, setName] = useState('')
  const [scope, setScope] = useState<(typeof SCOPES)[number]>('read')
  const [customer, setCustomer] = useState('')
  const [days, setDays] = useState('365')
  const scopes = scope === 'customer' ? `customer:${customer.trim()}` : scope
  const isName = name.trim() !== '' && name.trim().length <= NAME_MAX
  const isCustomer = customer.trim() !== '' && scopes.length <= SCOPES_MAX
  const isDays = /^\d{1,4}$/.test(days.trim()) && Number(days) >= 1 && Number(days) <= DAYS_MAX
  const body = { name: name.trim(), scopes, days: Number(days) }
  const does = useOnce<typeof contract.createToken>('createToken', { body })
  const madeOne = async (token: string): Promise<void> => {
    await client.invalidateQueries({ queryKey: ['tokens'] })
    props.onMade(token)
  }
  return (
    <Form
      title={words.make}
      means={words.means}
      act={words.make}
      ready={isName && isDays && (scope !== 'customer' || isCustomer)}
      blames={{ CUSTOMER_UNKNOWN: 'customer' }}
      onClose={props.onClose}
      does={does}
      onDone={({ token }) => madeOne(token)}
    >
      <TextField
        name="name"
        label={words.name}
        {...textRule(shell, name, NAME_MAX)}
        value={name}
        onChange={(event) => setName(event.currentTarget.value)}
      />
      <Choice
        label={words.scope}
        data={SCOPES.map((value) => ({ value, label: words.scopes[value] }))}
        value={scope}
        onChange={(value) => setScope(SCOPES.find((one) => one === value) ?? 'read')}
      />
      {scope === 'customer' ? (
        <CustomerField
          label={words.customer}
          {...textRule(shell, customer, CUSTOMER_MAX)}
          hint={words.customerHint}
          value={customer}
          onChange={setCustomer}
        />
      ) : null}
      <TextField
        name="days"
        label={words.days}
        rule={shell.wrong.whole(1, DAYS_MAX)}
        wrong={!isDays}
        value={days}
        inputMode="numeric"
        onChange={(event) => setDays(event.currentTarget.value)}
      />
    </Form>
  )
}

/** A secret, this once. */
export function Shown(props: { readonly secret: string; readonly onClose: () => void }): ReactNode {
  const words = useWords(SYSTEM_WORDS).settings.tokens
  const shell = useWords(SHELL_WORDS)
  return (
    <Dialog label={words.shown} onClose={props.onClose} className="dlg wide">
      <div className="page-system">
        <p>{words.shown}</p>
        <p className="once mono">
          <span className="grow">{props.secret}</span>
          <Copy text={props.secret} />
        </p>
        <div className="ends">
          <Button onClick={props.onClose}>{shell.close}</Button>
        </div>
      </div>
    </Dialog>
  )
}

function EndToken(props: { readonly token: Token; readonly onClose: () => void }): ReactNode {
  const words = useWords(SYSTEM_WORDS).settings.tokens
  const client = useQueryClient()
  return (
    <Confirm
      title={words.revokeTitle(props.token.name)}
      means={words.revokeMeans}
      act={words.revoke}
      onClose={props.onClose}
      does={act<typeof contract.revokeToken>('revokeToken', { params: { id: props.token.id } })}
      onDone={async () => {
        await client.invalidateQueries({ queryKey: ['tokens'] })
        toast(words.revoked)
      }}
    />
  )
}
