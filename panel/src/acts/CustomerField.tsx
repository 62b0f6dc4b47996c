import { Autocomplete, HeadlessMantineProvider } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { type ReactNode, useState } from 'react'
import { type Rule, useFault } from '../ui/Filled.tsx'
import { FIELD_ORDER, LIST_FIELD_NAMES, LIST_PLACE } from '../ui/fields.tsx'
import { findCustomers } from '../wire/money-queries.ts'

const SHOWN_MAX = 8

type Props = Rule & {
  readonly label: string
  /** What stands under it until it is known who is meant. */
  readonly hint?: string
  readonly value: string
  readonly onChange: (customer: string) => void
}

/**
 * Who is meant, by his id: looked for by name or id as it is typed, and chosen by keys. His name
 * stands under it. What is typed stays, so that nobody else is meant unseen.
 */
export function CustomerField({ label, hint, value, onChange, rule, wrong }: Props): ReactNode {
  const error = useFault('customer', { rule, wrong })
  const [isOpen, setOpen] = useState(false)
  const typed = value.trim()
  const query = useQuery({ ...findCustomers(typed), enabled: typed !== '' })
  const found = typed === '' ? [] : (query.data?.items ?? []).slice(0, SHOWN_MAX)
  const nameOf = (id: string): string | undefined => found.find((one) => one.id === id)?.name
  const name = nameOf(typed)
  return (
    <HeadlessMantineProvider>
      <Autocomplete
        name="customer"
        label={label}
        classNames={LIST_FIELD_NAMES}
        inputWrapperOrder={[...FIELD_ORDER]}
        description={name === undefined ? hint : <span dir="auto">{name}</span>}
        value={value}
        // He who is chosen is offered no more.
        data={name === undefined ? found.map(({ id }) => id) : []}
        // The server has chosen them, by their names as well.
        filter={({ options }) => options}
        renderOption={({ option }) => (
          <>
            <span className="grow cut" dir="auto">
              {nameOf(option.value)}
            </span>
            <span className="mono small dim">{option.value}</span>
          </>
        )}
        withScrollArea={false}
        openOnFocus={false}
        role="combobox"
        aria-expanded={isOpen}
        maxLength={100}
        autoComplete="off"
        spellCheck={false}
        comboboxProps={LIST_PLACE}
        onKeyDownCapture={(event) => {
          // It closes the list, and not the window around it as well.
          if (event.key === 'Escape' && isOpen) event.preventDefault()
        }}
        onDropdownOpen={() => setOpen(true)}
        onDropdownClose={() => setOpen(false)}
        error={error}
        onChange={onChange}
      />
    </HeadlessMantineProvider>
  )
}
