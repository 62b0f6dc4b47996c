import { useQuery, useQueryClient } from '@tanstack/react-query'
import { type ReactNode, useState } from 'react'
import type * as contract from '../../../src/contract/auth-admin.ts'
import { ACCESS_WORDS } from '../../../src/words/panel/access.ts'
import { SYSTEM_WORDS } from '../../../src/words/panel/system.ts'
import { Choice } from '../ui/Choice.tsx'
import { Confirm } from '../ui/Confirm.tsx'
import { Form } from '../ui/Form.tsx'
import { Loaded } from '../ui/Loaded.tsx'
import { useWords } from '../ui/language.tsx'
import { Opener } from '../ui/Opener.tsx'
import { type Head, Table, TableWaiting } from '../ui/Table.tsx'
import { toast } from '../ui/toast.ts'
import { type Act, act } from '../wire/act.ts'
import { listOperators, type Operator } from '../wire/system-queries.ts'
import { useOnce } from '../wire/use-once.ts'
import { Shown } from './Tokens.tsx'

const ROLES = ['operator', 'read-only', 'owner'] as const
type Role = (typeof ROLES)[number]

/** Who may sign in. */
export function People(): ReactNode {
  const words = useWords(SYSTEM_WORDS).settings.people
  const access = useWords(ACCESS_WORDS)
  const [inviting, setInviting] = useState(false)
  const [asked, setAsked] = useState<Asked | null>(null)
  const [changed, setChanged] = useState<Operator | null>(null)
  const [link, setLink] = useState<string | null>(null)
  const query = useQuery(listOperators())
  const { name, role, means } = words.columns
  const heads: readonly Head[] = [
    [name, '', 17],
    [role, 'p2', 8],
    [means, 'p2', 9],
    [null, '', 44],
  ]
  return (
    <>
      <div className="sec">
        <Opener opens="inviteOperator" icon="plus" onClick={() => setInviting(true)}>
          {words.invite}
        </Opener>
      </div>
      <Loaded query={query} frame={<TableWaiting heads={heads} rows={3} />}>
        {({ items }) => (
          <Table heads={heads}>
            {items.map((operator) => (
              <tr key={operator.id}>
                <td className="main-cell" dir="auto">
                  {operator.name}
                  <span className="sub">{access.roles[operator.role]}</span>
                </td>
                <td className="p2">{access.roles[operator.role]}</td>
                <td className="p2">
                  {[
                    operator.passkeyCount > 0 ? words.passkeys(operator.passkeyCount) : null,
                    operator.hasPassword ? words.password : null,
                  ]
                    .filter((one) => one !== null)
                    .join(', ') || '—'}
                </td>
                <td className="acts">
                  <Opener opens="changeOperator" size="small" onClick={() => setChanged(operator)}>
                    {words.change}
                  </Opener>
                  <Opener
                    opens="resetOperator"
                    size="small"
                    onClick={() => setAsked({ act: 'reset', operator })}
                  >
                    {words.reset}
                  </Opener>
                  <Opener
                    opens="removeOperator"
                    size="small"
                    look="danger"
                    onClick={() => setAsked({ act: 'remove', operator })}
                  >
                    {words.remove}
                  </Opener>
                </td>
              </tr>
            ))}
          </Table>
        )}
      </Loaded>
      {inviting ? <Invite onMade={setLink} onClose={() => setInviting(false)} /> : null}
      {link === null ? null : <Shown secret={link} onClose={() => setLink(null)} />}
      {changed === null ? null : <ChangeRole operator={changed} onClose={() => setChanged(null)} />}
      {asked === null ? null : <Ask {...asked} onLink={setLink} onClose={() => setAsked(null)} />}
    </>
  )
}

type Asked = { readonly act: 'remove' | 'reset'; readonly operator: Operator }

function Ask({
  act: what,
  operator,
  onLink,
  onClose,
}: Asked & {
  readonly onLink: (link: string) => void
  readonly onClose: () => void
}): ReactNode {
  const words = useWords(SYSTEM_WORDS).settings.people
  const client = useQueryClient()
  const params = { id: operator.id }
  const reset = useOnce<typeof contract.resetOperator>('resetOperator', { params })
  const remove = act<typeof contract.removeOperator>('removeOperator', { params })
  const isRemoving = what === 'remove'
  // Removing gives nothing, and resetting a link.
  const does: Act<{ readonly link: string } | undefined> = isRemoving ? remove : reset
  return (
    <Confirm
      title={isRemoving ? words.removeTitle(operator.name) : words.resetTitle(operator.name)}
      means={isRemoving ? words.removeMeans : words.resetMeans}
      act={isRemoving ? words.remove : words.reset}
      onClose={onClose}
      does={does}
      onDone={async (made) => {
        if (made) onLink(made.link)
        await client.invalidateQueries({ queryKey: ['operators'] })
      }}
    />
  )
}

function ChangeRole(props: {
  readonly operator: Operator
  readonly onClose: () => void
}): ReactNode {
  const { id, name, role: before } = props.operator
  const words = useWords(SYSTEM_WORDS).settings.people
  const access = useWords(ACCESS_WORDS)
  const client = useQueryClient()
  const [role, setRole] = useState(before)
  return (
    <Form
      title={words.changeTitle(name)}
      means={words.changeMeans}
      act={words.change}
      ready
      onClose={props.onClose}
      does={act<typeof contract.changeOperator>('changeOperator', {
        params: { id },
        body: { role },
      })}
      onDone={async () => {
        await client.invalidateQueries({ queryKey: ['operators'] })
        toast(words.changed(name, access.roles[role]))
      }}
    >
      <ChooseRole role={role} onChoose={setRole} />
    </Form>
  )
}

type ChooseRoleProps = {
  readonly role: Role
  readonly onChoose: (role: Role) => void
}

function ChooseRole({ role, onChoose }: ChooseRoleProps): ReactNode {
  const access = useWords(ACCESS_WORDS)
  return (
    <Choice
      label={useWords(SYSTEM_WORDS).settings.people.role}
      data={ROLES.map((value) => ({ value, label: access.roles[value] }))}
      value={role}
      onChange={(value) => onChoose(ROLES.find((one) => one === value) ?? 'operator')}
    />
  )
}

function Invite(props: {
  readonly onMade: (link: string) => void
  readonly onClose: () => void
}): ReactNode {
  const words = useWords(SYSTEM_WORDS).settings.people
  const [role, setRole] = useState<Role>('operator')
  const does = useOnce<typeof contract.inviteOperator>('inviteOperator', { body: { role } })
  return (
    <Form
      title={words.invite}
      means={words.inviteMeans}
      act={words.invite}
      ready
      onClose={props.onClose}
      does={does}
      onDone={({ link }) => props.onMade(link)}
    >
      <ChooseRole role={role} onChoose={setRole} />
    </Form>
  )
}
