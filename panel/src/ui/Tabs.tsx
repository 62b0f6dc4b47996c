import type { ReactNode } from 'react'

type Tab = { readonly key: string; readonly name: ReactNode; readonly count?: string | undefined }

type Props = {
  readonly label: string
  readonly tabs: readonly Tab[]
  readonly chosen: string
  readonly onChoose: (key: string) => void
}

/** A choice among views of the same things. */
export function Tabs({ label, tabs, chosen, onChoose }: Props): ReactNode {
  return (
    // biome-ignore lint/a11y/useSemanticElements: a group of buttons is no field set
    <div className="tabs" role="group" aria-label={label}>
      {tabs.map(({ key, name, count }) => (
        <button
          key={key}
          type="button"
          className="tab"
          aria-pressed={key === chosen}
          aria-current={key === chosen}
          onClick={() => onChoose(key)}
        >
          {name}
          {count === undefined ? null : <em>{count}</em>}
        </button>
      ))}
    </div>
  )
}
