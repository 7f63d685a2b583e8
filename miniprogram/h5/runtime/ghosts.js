/** So long after a finger left, a browser that is busy may still bring the mouse that it makes up of it, in ms. */
const LATE = 2000

const CONTROL = 'a, wx-button, button, input, textarea, select, label, video, [role="button"]'

/**
 * After a finger's tap a browser makes up a mouse that clicks at the same place. When the tap has changed the page meanwhile, that
 * mouse would click what has come to lie there, or take the focus from the box that has just opened: only what the finger
 * itself touched is clicked.
 */
export function banGhosts() {
  let touched = null
  let left = 0

  document.addEventListener('touchend', (event) => {
    touched = holderOf(event.target)
    left = event.timeStamp
  }, { capture: true, passive: true })

  for (const type of ['mousedown', 'mouseup', 'click']) {
    document.addEventListener(type, (event) => {
      if (!touched || !isMadeUp(event, left) || holderOf(event.target) === touched) return
      event.preventDefault()
      event.stopImmediatePropagation()
    }, { capture: true })
  }
}

function holderOf(target) {
  return target.closest(CONTROL) || target
}

/** Chromium tells a made-up mouse; elsewhere it is one that comes so soon. A screen reader clicks without any mouse. */
function isMadeUp({ type, detail, timeStamp, sourceCapabilities }, left) {
  if (timeStamp - left > LATE || (type === 'click' && detail === 0)) return false
  return sourceCapabilities ? sourceCapabilities.firesTouchEvents : true
}
