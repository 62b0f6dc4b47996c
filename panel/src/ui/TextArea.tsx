import { HeadlessMantineProvider, Textarea } from '@mantine/core'
import type { ComponentProps, ReactNode } from 'react'
import { FIELD_NAMES, FIELD_ORDER } from './fields.tsx'

/** Several lines. */
export function TextArea(props: ComponentProps<typeof Textarea>): ReactNode {
  return (
    <HeadlessMantineProvider>
      <Textarea classNames={FIELD_NAMES} inputWrapperOrder={[...FIELD_ORDER]} {...props} />
    </HeadlessMantineProvider>
  )
}
