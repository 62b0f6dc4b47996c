import { HeadlessMantineProvider, Textarea } from '@mantine/core'
import type { ComponentProps, ReactNode } from 'react'
import { type Rule, useFault } from './Filled.tsx'
import { FIELD_NAMES, FIELD_ORDER } from './fields.tsx'

/** Several lines. */
export function TextArea({
  rule,
  wrong,
  ...props
}: ComponentProps<typeof Textarea> & Rule): ReactNode {
  const error = useFault(props.name, { rule, wrong })
  return (
    <HeadlessMantineProvider>
      <Textarea
        classNames={FIELD_NAMES}
        inputWrapperOrder={[...FIELD_ORDER]}
        error={error}
        {...props}
      />
    </HeadlessMantineProvider>
  )
}
