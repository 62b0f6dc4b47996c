import { HeadlessMantineProvider, Select } from '@mantine/core'
import type { ComponentProps, ReactNode } from 'react'
import { FIELD_NAMES, FIELD_ORDER } from './fields.tsx'

/** One of several values. */
export function Choice(props: ComponentProps<typeof Select>): ReactNode {
  return (
    <HeadlessMantineProvider>
      <Select
        classNames={{
          ...FIELD_NAMES,
          dropdown: 'menu',
          options: 'menu-options',
          option: 'menu-item',
          section: 'vh',
        }}
        // What scrolls is the list that the field controls, and not something within it.
        withScrollArea={false}
        inputWrapperOrder={[...FIELD_ORDER]}
        allowDeselect={false}
        {...props}
      />
    </HeadlessMantineProvider>
  )
}
