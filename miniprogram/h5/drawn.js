import { generate } from 'lean-qr'
import { toSvgDataURL } from 'lean-qr/extras/svg'

let last = { text: '', picture: '' }

/** A QR code as the address of a picture, drawn once, however often the page is shown. */
export function drawn(text) {
  if (last.text !== text) last = { text, picture: toSvgDataURL(generate(text), { on: '#000', off: '#fff', padX: 3, padY: 3, scale: 6 }) }
  return last.picture
}
