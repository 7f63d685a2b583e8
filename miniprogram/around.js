import { go } from './going.js'

/** Who only looks around leaves the last three of WeChat's ten pages for an order, its payment and an address. */
const AROUND = 7

/** Opens goods and rooms, which lead on and on to one another. */
export function lookAt(url) {
  go(url, AROUND)
}

/** How a <navigator> does the same. */
export function openType() {
  return getCurrentPages().length < AROUND ? 'navigate' : 'redirect'
}
