/**
 * Asks again and again, never twice at once: `ask()` is awaited, then `pause()` tells the ms to the next one.
 * `hurry()` asks now; a question already under way is followed by a fresh one.
 */
export function createPoll({ ask, pause, later = setTimeout, cancel = clearTimeout }) {
  let timer = null
  let running = false
  let asking = false
  let again = false

  async function turn() {
    timer = null
    asking = true
    await ask()
    asking = false
    if (!running) return
    timer = later(turn, again ? 0 : pause())
    again = false
  }

  return {
    start() {
      if (running) return
      running = true
      if (!asking) turn()
    },
    hurry() {
      if (!running) return
      if (asking) {
        again = true
        return
      }
      cancel(timer)
      turn()
    },
    stop() {
      running = false
      cancel(timer)
      timer = null
    },
  }
}
