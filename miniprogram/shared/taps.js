/** Taps are told at most so often, in ms. */
const EVERY = 1000

/** Gathers taps: `send(count)` gets the first at once and then those of each second; one that says false keeps them. */
export function createTaps({ send, later = setTimeout, cancel = clearTimeout }) {
  let count = 0
  let timer = null

  function flush() {
    timer = null
    if (count === 0) return
    if (send(count) !== false) count = 0
    timer = later(flush, EVERY)
  }

  return {
    tap() {
      count += 1
      if (timer === null) flush()
    },
    /** Who leaves still tells what he tapped. */
    stop() {
      cancel(timer)
      if (count > 0) send(count)
      count = 0
      timer = null
    },
  }
}
