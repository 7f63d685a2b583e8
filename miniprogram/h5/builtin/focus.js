const REACHABLE = 'wx-button:not([aria-disabled]), a[href], button, input, select, textarea, [role="button"]:not(wx-button)'

/**
 * Keeps the keyboard inside an open dialog: focus goes in, Tab goes round, Escape asks to close. Returns what gives the
 * focus back to where it was.
 */
export function holdFocus(dialog, close) {
  const before = document.activeElement
  const onKey = (event) => {
    if (event.key === 'Escape') close()
    if (event.key === 'Tab') goRound(dialog, event)
  }
  dialog.addEventListener('keydown', onKey)
  requestAnimationFrame(() => focusFirst(dialog))
  return () => {
    dialog.removeEventListener('keydown', onKey)
    if (before) before.focus({ preventScroll: true })
  }
}

function focusFirst(dialog) {
  const chosen = dialog.querySelector('[aria-checked="true"]') || dialog.querySelector(REACHABLE)
  if (chosen) chosen.focus({ preventScroll: true })
}

function goRound(dialog, event) {
  const all = [...dialog.querySelectorAll(REACHABLE)]
  const edge = event.shiftKey ? all[0] : all[all.length - 1]
  if (document.activeElement !== edge) return
  event.preventDefault()
  const other = event.shiftKey ? all[all.length - 1] : all[0]
  other.focus()
}
