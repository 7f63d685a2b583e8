import { lieOver } from '../runtime/over.js'

const REACHABLE = 'wx-button:not([aria-disabled]), a[href], button, input, select, textarea, [role="button"]:not(wx-button)'

/** The dialogs that are open, the last one on top: only that one has the keyboard. */
const open = []

/**
 * Keeps the keyboard inside an open dialog: focus goes in, Tab goes round, Escape asks to close, also when what had the focus
 * went away; so does going back. Returns what gives the focus back to where it was.
 */
export function holdFocus(dialog, close) {
  const before = document.activeElement
  const onKey = (event) => {
    if (open[open.length - 1] !== dialog) return
    if (event.key === 'Escape') close()
    if (event.key === 'Tab') goRound(dialog, event)
  }
  const leave = lieOver(close)
  open.push(dialog)
  document.addEventListener('keydown', onKey)
  requestAnimationFrame(() => focusFirst(dialog))
  return () => {
    leave()
    open.splice(open.indexOf(dialog), 1)
    document.removeEventListener('keydown', onKey)
    if (before) before.focus({ preventScroll: true })
  }
}

function focusFirst(dialog) {
  const chosen = dialog.querySelector('[aria-checked="true"]') || dialog.querySelector(REACHABLE)
  if (chosen) chosen.focus({ preventScroll: true })
}

function goRound(dialog, event) {
  if (!dialog.contains(document.activeElement)) {
    event.preventDefault()
    focusFirst(dialog)
    return
  }
  const all = [...dialog.querySelectorAll(REACHABLE)]
  const edge = event.shiftKey ? all[0] : all[all.length - 1]
  if (document.activeElement !== edge) return
  event.preventDefault()
  const other = event.shiftKey ? all[all.length - 1] : all[0]
  other.focus()
}
