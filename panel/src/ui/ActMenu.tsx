import { HeadlessMantineProvider, Menu } from '@mantine/core'
import { type ReactNode, useRef, useState } from 'react'
import { Icon, type IconName } from './Icon.tsx'
import { toast } from './toast.ts'
import { useKey } from './use-key.ts'
import { stillFor, useMayNot } from './why-not.ts'

/** Something that is done less often than what has a button of its own. */
export type MenuAct = {
  readonly name: string
  readonly icon: IconName
  /** The key that does the same, whether the menu is open or not. */
  readonly hotkey?: string
  readonly isDanger?: boolean
  /** The act that its form is for, by its endpoint. */
  readonly opens: string
  readonly onChoose: () => void
}

/** The acts behind three dots: opened, walked and closed by keys. */
export function ActMenu(props: {
  readonly label: string
  readonly acts: readonly MenuAct[]
}): ReactNode {
  const { label, acts } = props
  const [isOpen, setOpen] = useState(false)
  const button = useRef<HTMLButtonElement>(null)
  const choose = (one: MenuAct): void => {
    // What opens next gives the keys back to whoever had them: an item is gone by then.
    if (isOpen) button.current?.focus()
    setOpen(false)
    one.onChoose()
  }
  return (
    <HeadlessMantineProvider>
      <Menu
        opened={isOpen}
        onChange={setOpen}
        position="bottom-end"
        offset={4}
        withinPortal={false}
        loop={false}
        classNames={{ dropdown: 'menu', item: 'menu-item', itemLabel: 'grow' }}
      >
        <Menu.Target>
          <button ref={button} type="button" className="btn" aria-label={label} title={label}>
            <Icon name="more" />
          </button>
        </Menu.Target>
        <Menu.Dropdown aria-label={label}>
          {acts.map((one) => (
            <Item key={one.name} of={one} onChoose={() => choose(one)} />
          ))}
        </Menu.Dropdown>
      </Menu>
      {acts.map((one) => (
        <Hotkey key={one.name} of={one} onPress={() => choose(one)} />
      ))}
    </HeadlessMantineProvider>
  )
}

function Item(props: { readonly of: MenuAct; readonly onChoose: () => void }): ReactNode {
  const { name, icon, hotkey, isDanger, opens } = props.of
  const why = useMayNot(opens)
  return (
    <Menu.Item
      {...stillFor(why)}
      className={isDanger === true ? 'danger' : ''}
      leftSection={<Icon name={icon} />}
      rightSection={hotkey === undefined ? null : <kbd className="kbd only-wide">{hotkey}</kbd>}
      closeMenuOnClick={why === null}
      onClick={() => {
        if (why === null) props.onChoose()
        else toast(why, { state: 'parked' })
      }}
    >
      {name}
    </Menu.Item>
  )
}

function Hotkey(props: { readonly of: MenuAct; readonly onPress: () => void }): null {
  const why = useMayNot(props.of.opens)
  useKey(why === null ? props.of.hotkey : undefined, props.onPress)
  return null
}
