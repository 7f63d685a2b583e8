import { codePicture } from './platform.js'

let last = { text: '', picture: '' }

/** A code is drawn once, however often the page is shown. */
export function drawn(text) {
  if (last.text !== text) last = { text, picture: codePicture(text) }
  return last.picture
}
