import { holdFocus } from '../builtin/focus.js'

/**
 * A small dialog of the browser's page over everything, as WeChat's own: resolves to true for yes, false for no, Escape or
 * a tap beside it. `fill(box)` puts its content in.
 */
export function openDialog({ label, yes, no, fill }) {
  return new Promise((resolve) => {
    const veil = document.createElement('wx-veil')
    const box = veil.appendChild(document.createElement('wx-dialog'))
    box.setAttribute('role', 'alertdialog')
    box.setAttribute('aria-modal', 'true')
    box.setAttribute('aria-label', label)
    fill(box)
    const row = box.appendChild(document.createElement('wx-choices'))
    if (no) row.appendChild(choice(no, '', () => end(false)))
    row.appendChild(choice(yes, 'yes', () => end(true)))
    veil.addEventListener('click', (event) => { if (event.target === veil) end(false) })
    document.body.appendChild(veil)
    const release = holdFocus(box, () => end(false))

    function end(answer) {
      release()
      veil.remove()
      resolve(answer)
    }
  })
}

function choice(text, kind, act) {
  const button = document.createElement('button')
  button.type = 'button'
  button.textContent = text
  button.className = kind
  button.addEventListener('click', act)
  return button
}
