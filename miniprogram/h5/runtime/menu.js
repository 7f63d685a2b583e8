import * as glass from 'glass-easel'

/** The other button of a mouse, the key for it, and on some phones a long press: the pages hear it as `contextmenu`. Only the first button taps. */
export function tellMenus() {
  for (const type of ['mousedown', 'mouseup']) {
    document.addEventListener(type, (event) => { if (event.button > 0) event.stopImmediatePropagation() }, { capture: true })
  }
  document.addEventListener('contextmenu', (event) => {
    const target = holderOf(event.target)
    if (!target) return
    const told = new glass.Event('contextmenu', {}, { originalEvent: event, bubbles: true, composed: true })
    glass.Event.dispatchEvent(target, told)
    if (told.defaultPrevented()) event.preventDefault()
  })
}

function holderOf(element) {
  if (!element) return null
  return element.__wxElement || holderOf(element.parentNode)
}
