/**
 * Builds one element. Attributes that are `false` are left out, `true` ones are empty, functions
 * are listeners; children are elements or texts.
 */
export function h(tag, attributes = {}, ...children) {
  const element = document.createElement(tag)
  for (const [name, value] of Object.entries(attributes)) {
    if (typeof value === 'function') element.addEventListener(name, value)
    else if (value === true) element.setAttribute(name, '')
    else if (value !== false) element.setAttribute(name, String(value))
  }
  element.append(...children)
  return element
}

/** A button of the old markup (`button`) or of the new one (`div[role=button]`). */
export function button(markup, text, attributes, onPress) {
  if (markup === 'classic') {
    return h('button', { type: 'button', ...attributes, click: onPress }, text)
  }
  const element = h(
    'div',
    {
      role: 'button',
      tabindex: '0',
      ...attributes,
      click: () => element.getAttribute('aria-disabled') !== 'true' && onPress(),
      keydown: (event) => event.key === 'Enter' && element.click(),
    },
    h('span', {}, text),
  )
  return element
}

/** Switches a button of either markup on or off. */
export function enable(element, on) {
  if (element instanceof HTMLButtonElement) element.disabled = !on
  else element.setAttribute('aria-disabled', String(!on))
}

/** A white box with a heading. */
export function card(title, ...children) {
  return h('section', { class: 'card' }, h('h2', {}, title), ...children)
}
