import { type KeyboardEvent, type ReactNode, useState } from 'react'
import { useLocation } from 'wouter'
import { SHELL_WORDS } from '../../../src/words/panel/shell.ts'
import { closePalette } from '../frame/palette-state.ts'
import { Dialog } from '../ui/Dialog.tsx'
import { useWords } from '../ui/language.tsx'
import { type Offer, useOffers } from './offers.tsx'

/** One field over places, things and acts; what needs you comes first. */
export function Palette(): ReactNode {
  const words = useWords(SHELL_WORDS)
  const [, go] = useLocation()
  const [text, setText] = useState('')
  const [at, setAt] = useState(0)
  const groups = useOffers(text)
  const offers = groups.flatMap(({ items }) => items)
  const chosen = Math.min(at, offers.length - 1)
  const take = (offer: Offer | undefined): void => {
    if (offer === undefined) return
    closePalette()
    go(offer.path)
  }
  const press = (event: KeyboardEvent): void => {
    if (event.key === 'ArrowDown') setAt((chosen + 1) % Math.max(1, offers.length))
    else if (event.key === 'ArrowUp')
      setAt((chosen - 1 + offers.length) % Math.max(1, offers.length))
    else if (event.key === 'Enter') take(offers[chosen])
    else return
    event.preventDefault()
  }
  return (
    <Dialog className="palette" label={words.jump} onClose={closePalette}>
      <input
        type="text"
        role="combobox"
        aria-expanded="true"
        aria-controls="palette-offers"
        aria-activedescendant={offers.length === 0 ? undefined : `offer-${chosen}`}
        aria-label={words.jump}
        placeholder={words.palette.placeholder}
        value={text}
        onChange={(event) => {
          setText(event.target.value)
          setAt(0)
        }}
        onKeyDown={press}
      />
      <div id="palette-offers" role="listbox" aria-label={words.jump}>
        {groups.map(({ title, items }) => (
          // biome-ignore lint/a11y/useSemanticElements: options stand in groups
          <div key={title} role="group" aria-label={title}>
            <p className="group-name">{title}</p>
            <div>
              {items.map((offer) => {
                const place = offers.indexOf(offer)
                return (
                  // biome-ignore lint/a11y/useKeyWithClickEvents: the field takes the keys
                  <div
                    className="offer"
                    key={offer.key}
                    id={`offer-${place}`}
                    role="option"
                    aria-selected={place === chosen}
                    tabIndex={-1}
                    onPointerMove={() => setAt(place)}
                    onClick={() => take(offer)}
                  >
                    {offer.mark}
                    <span className="cut" dir="auto">
                      {offer.name}
                    </span>
                    <span className="push">{offer.note}</span>
                  </div>
                )
              })}
            </div>
          </div>
        ))}
        {offers.length === 0 ? <p className="sec dim">{words.palette.nothing}</p> : null}
      </div>
      <footer aria-hidden="true">
        <span>
          <kbd className="kbd">↑</kbd> <kbd className="kbd">↓</kbd> {words.palette.choose}
        </span>
        <span>
          <kbd className="kbd">↵</kbd> {words.palette.open}
        </span>
        <span>
          <kbd className="kbd">Esc</kbd> {words.palette.close}
        </span>
      </footer>
    </Dialog>
  )
}
