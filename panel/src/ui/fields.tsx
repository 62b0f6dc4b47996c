import { HeadlessMantineProvider, PasswordInput, TextInput } from '@mantine/core'
import { type ComponentProps, type ReactNode, useId } from 'react'
import { SHELL_WORDS } from '../../../src/words/panel/shell.ts'
import { type Rule, useFault } from './Filled.tsx'
import { Icon } from './Icon.tsx'
import { useWords } from './language.tsx'

/** The classes of a field's parts. */
export const FIELD_NAMES = {
  root: 'field-row',
  wrapper: 'field-box',
  label: 'label',
  input: 'field',
  description: 'field-hint',
  error: 'field-error',
  required: 'vh',
} as const

/** The same of a field with a list under it. */
export const LIST_FIELD_NAMES = {
  ...FIELD_NAMES,
  dropdown: 'menu over',
  options: 'menu-options',
  option: 'menu-item',
  empty: 'menu-none',
  section: 'vh',
} as const

/** The list lies over a window's edge, and in the window itself, which covers all else. */
export const LIST_PLACE = { withinPortal: false, floatingStrategy: 'fixed' } as const

/** What stands above what in a field. */
export const FIELD_ORDER = ['label', 'input', 'description', 'error'] as const

// Mantine stands around its own parts only: a first page that has no field loads none of it.

/** A line of text. */
export function TextField({
  rule,
  wrong,
  ...props
}: ComponentProps<typeof TextInput> & Rule): ReactNode {
  const error = useFault(props.name, { rule, wrong })
  return (
    <HeadlessMantineProvider>
      <TextInput
        classNames={FIELD_NAMES}
        inputWrapperOrder={[...FIELD_ORDER]}
        error={error}
        {...props}
      />
    </HeadlessMantineProvider>
  )
}

/** A line that is not shown while it is typed. */
export function PasswordField({
  rule,
  wrong,
  ...props
}: ComponentProps<typeof PasswordInput> & Rule): ReactNode {
  const words = useWords(SHELL_WORDS)
  const error = useFault(props.name, { rule, wrong })
  const id = useId()
  const described = [
    ...(error === null ? [] : [`${id}-error`]),
    ...(props.description === undefined ? [] : [`${id}-description`]),
  ]
  return (
    <HeadlessMantineProvider>
      <PasswordInput
        // Mantine says so around the field, and not of it.
        aria-invalid={error !== null}
        {...(described.length === 0 ? {} : { 'aria-describedby': described.join(' ') })}
        errorProps={{ id: `${id}-error` }}
        descriptionProps={{ id: `${id}-description` }}
        classNames={{
          ...FIELD_NAMES,
          input: 'field secret',
          innerInput: 'secret-inner',
          section: 'secret-eye',
          visibilityToggle: 'icon-btn',
        }}
        visibilityToggleIcon={Eye}
        // It belongs to the keys as well as to the pointer.
        visibilityToggleButtonProps={{ 'aria-label': words.showSecret, tabIndex: 0 }}
        inputWrapperOrder={[...FIELD_ORDER]}
        error={error}
        {...props}
      />
    </HeadlessMantineProvider>
  )
}

function Eye({ reveal }: { readonly reveal: boolean }): ReactNode {
  return <Icon name={reveal ? 'ignore' : 'eye'} />
}

type TickProps = ComponentProps<'input'> & Rule & { readonly children: ReactNode }

/** Yes or no. */
export function Tick({ children, rule, wrong, ...input }: TickProps): ReactNode {
  const id = useId()
  const error = useFault(input.name, { rule, wrong })
  return (
    <>
      <label className="tick">
        <input
          type="checkbox"
          {...(error === null ? {} : { 'aria-invalid': true, 'aria-describedby': id })}
          {...input}
        />
        <span>{children}</span>
      </label>
      {error === null ? null : (
        <p className="field-error" id={id}>
          {error}
        </p>
      )}
    </>
  )
}
