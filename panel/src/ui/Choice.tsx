import { HeadlessMantineProvider, Select } from '@mantine/core'
import { type ComponentProps, type ReactNode, useState } from 'react'
import { type Rule, useFault } from './Filled.tsx'
import { FIELD_ORDER, LIST_FIELD_NAMES, LIST_PLACE } from './fields.tsx'

/** One of several values. */
export function Choice({ rule, wrong, ...props }: ComponentProps<typeof Select> & Rule): ReactNode {
  const error = useFault(props.name, { rule, wrong })
  const [isOpen, setOpen] = useState(false)
  return (
    <HeadlessMantineProvider>
      <Select
        classNames={LIST_FIELD_NAMES}
        // What scrolls is the list that the field controls, and not something within it.
        withScrollArea={false}
        inputWrapperOrder={[...FIELD_ORDER]}
        comboboxProps={LIST_PLACE}
        checkIconPosition="right"
        allowDeselect={false}
        // A window that opens with the keys on its field is not covered by a list at once.
        openOnFocus={false}
        // Mantine leaves it a text field, which says nothing of the list that opens under it.
        role="combobox"
        aria-expanded={isOpen}
        onKeyDownCapture={(event) => {
          // It closes the list, and not the window around it as well.
          if (event.key === 'Escape' && isOpen) event.preventDefault()
        }}
        onDropdownOpen={() => setOpen(true)}
        onDropdownClose={() => setOpen(false)}
        error={error}
        {...props}
      />
    </HeadlessMantineProvider>
  )
}
