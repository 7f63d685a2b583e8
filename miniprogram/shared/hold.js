/** A finger that rests so long wants more than a tap, in ms. */
const LONG = 500

/** A finger is never quite still, in px. */
const NEAR = 10

/** `act(what)` as soon as a finger has rested on it. Points are {x, y} in px. */
export function createHold(act, { later = setTimeout, cancel = clearTimeout } = {}) {
  let from = null
  let due = 0
  let long = false

  const end = () => {
    cancel(due)
    from = null
  }

  return {
    begin(point, what) {
      end()
      from = point
      long = false
      due = later(() => {
        long = true
        act(what)
      }, LONG)
    },

    move(point) {
      if (from && Math.hypot(point.x - from.x, point.y - from.y) > NEAR) end()
    },

    end,

    /** Whether the tap that comes now is only the finger that leaves. */
    was() {
      const was = long
      long = false
      return was
    },
  }
}
