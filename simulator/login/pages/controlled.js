const OTHER_WAYS_IN = new Set(['insertFromPaste', 'insertFromDrop', 'historyUndo', 'historyRedo'])

/**
 * Makes an input "React-controlled" (facts 5.3): its text is the page's own state, fed only by
 * what a person does. Every trusted key changes it by one letter; pasting works. A `value=` from
 * a script, a made-up event, or a whole text inserted at once without keys is overwritten.
 */
export function controlled(input, onChange) {
  let state = ''
  let keyWasPressed = false

  const show = () => {
    if (input.value !== state) input.value = state
  }
  input.addEventListener('keydown', (event) => {
    if (event.isTrusted) keyWasPressed = true
  })
  // What a script put into the field since the last key must not be taken along by the next one.
  input.addEventListener('beforeinput', show)
  input.addEventListener('input', (event) => {
    if (event.isTrusted && cameFromAPerson(event, keyWasPressed)) state = input.value
    keyWasPressed = false
    show()
    onChange()
  })
  setInterval(show, 50)

  return {
    input,
    get text() {
      return state
    },
    clear() {
      state = ''
      show()
      onChange()
    },
  }
}

function cameFromAPerson(event, keyWasPressed) {
  if (keyWasPressed || OTHER_WAYS_IN.has(event.inputType)) return true
  if (event.inputType?.startsWith('delete')) return true
  // A letter that the keyboard layout lacks arrives without a key, but still alone.
  return [...(event.data ?? '')].length === 1
}
