import { type KeyboardEvent, type ReactNode, useEffect, useState } from 'react'
import { useLocation } from 'wouter'
import { SHELL_WORDS } from '../../../src/words/panel/shell.ts'
import { closePalette } from '../frame/palette-state.ts'
import { Dialog } from '../ui/Dialog.tsx'
import { useWords } from '../ui/language.tsx'
import { isComposing } from '../ui/letters.ts'
import { isExactly, type Offer, useOffers } from './offers.tsx'

/** One field over places, things and acts; what needs you comes first. */
export function Palette(): ReactNode {
  const words = useWords(SHELL_WORDS)
  const [, go] = useLocation()
  const [text, setText] = useState('')
  /** What was chosen with keys or pointer: it stays chosen while more arrives. */
  const [key, setKey] = useState<string | null>(null)
  const [entered, setEntered] = useState(false)
  const { groups, settling } = useOffers(text)
  const offers = groups.flatMap(({ items }) => items)
  const chosen = Math.max(
    0,
    offers.findIndex((offer) => offer.key === key),
  )
  const setAt = (at: number): void => setKey(offers[at]?.key ?? null)
  const take = (offer: Offer | undefined): void => {
    if (offer === undefined) return
    closePalette()
    go(offer.path)
  }
  // Enter on a name that is not all there yet means what will be found, not what is first by now.
  const early = settling && key === null && !isExactly(offers[0], text)
  useEffect(() => {
    if (!entered || early) return
    setEntered(false)
    const [first] = offers
    if (first === undefined) return
    closePalette()
    go(first.path)
  }, [entered, early, offers, go])
  const press = (event: KeyboardEvent): void => {
    // It chooses and confirms with the same keys.
    if (isComposing(event.nativeEvent)) return
    if (event.key === 'ArrowDown') setAt((chosen + 1) % Math.max(1, offers.length))
    else if (event.key === 'ArrowUp')
      setAt((chosen - 1 + offers.length) % Math.max(1, offers.length))
    else if (event.key === 'Enter' && early) setEntered(true)
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
        maxLength={100}
        onChange={(event) => {
          setText(event.target.value)
          setKey(null)
          setEntered(false)
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
