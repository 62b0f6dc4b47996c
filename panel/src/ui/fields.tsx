import { PasswordInput, Select, Textarea, TextInput } from '@mantine/core'
import type { ComponentProps, ReactNode } from 'react'

const NAMES = {
  root: 'field-row',
  label: 'label',
  input: 'field',
  description: 'field-hint',
  error: 'field-error',
  required: 'vh',
} as const

const ORDER = ['label', 'input', 'description', 'error'] as const

/** A line of text. */
export function TextField(props: ComponentProps<typeof TextInput>): ReactNode {
  return <TextInput classNames={NAMES} inputWrapperOrder={[...ORDER]} {...props} />
}

/** A line that is not shown while it is typed. */
export function PasswordField(props: ComponentProps<typeof PasswordInput>): ReactNode {
  return (
    <PasswordInput
      classNames={{
        ...NAMES,
        input: 'field secret',
        innerInput: 'secret-inner',
        section: 'secret-eye',
        visibilityToggle: 'icon-btn',
      }}
      inputWrapperOrder={[...ORDER]}
      {...props}
    />
  )
}

/** Several lines. */
export function TextArea(props: ComponentProps<typeof Textarea>): ReactNode {
  return <Textarea classNames={NAMES} inputWrapperOrder={[...ORDER]} {...props} />
}

/** One of several values. */
export function Choice(props: ComponentProps<typeof Select>): ReactNode {
  return (
    <Select
      classNames={{ ...NAMES, dropdown: 'menu', option: 'menu-item', section: 'vh' }}
      inputWrapperOrder={[...ORDER]}
      allowDeselect={false}
      {...props}
    />
  )
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
