import { HeadlessMantineProvider, PasswordInput, TextInput } from '@mantine/core'
import type { ComponentProps, ReactNode } from 'react'
import { SHELL_WORDS } from '../../../src/words/panel/shell.ts'
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

/** What stands above what in a field. */
export const FIELD_ORDER = ['label', 'input', 'description', 'error'] as const

// Mantine stands around its own parts only: a first page that has no field loads none of it.

/** A line of text. */
export function TextField(props: ComponentProps<typeof TextInput>): ReactNode {
  return (
    <HeadlessMantineProvider>
      <TextInput classNames={FIELD_NAMES} inputWrapperOrder={[...FIELD_ORDER]} {...props} />
    </HeadlessMantineProvider>
  )
}

/** A line that is not shown while it is typed. */
export function PasswordField(props: ComponentProps<typeof PasswordInput>): ReactNode {
  const words = useWords(SHELL_WORDS)
  return (
    <HeadlessMantineProvider>
      <PasswordInput
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
        {...props}
      />
    </HeadlessMantineProvider>
  )
}

function Eye({ reveal }: { readonly reveal: boolean }): ReactNode {
  return <Icon name={reveal ? 'ignore' : 'eye'} />
}

type TickProps = ComponentProps<'input'> & { readonly children: ReactNode }

/** Yes or no. */
export function Tick({ children, ...input }: TickProps): ReactNode {
  return (
    <label className="tick">
      <input type="checkbox" {...input} />
      <span>{children}</span>
    </label>
  )
}
