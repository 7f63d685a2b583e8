const DOUBLE = 300
const NEAR = 48
const SWIPE = 70

/** What fingers on the picture mean: 'twice', 'right', 'left' or ''. Points are {x, y} in px, moments in ms. */
export function createGesture() {
  let from = null
  let before = null

  return {
    begin(point) {
      from = point
    },

    end(point) {
      if (!from) return ''
      const across = point.x - from.x
      const down = Math.abs(point.y - from.y)
      from = null
      if (Math.abs(across) < SWIPE || down > Math.abs(across) / 2) return ''
      return across > 0 ? 'right' : 'left'
    },

    /** Taps that go on count on: the third one is a double tap too. */
    tap(point, at) {
      const twice = before && at - before.at < DOUBLE && Math.hypot(point.x - before.x, point.y - before.y) < NEAR
      before = { ...point, at }
      return twice ? 'twice' : ''
    },
  }
}

/** Where a finger is: WeChat has it on the event itself, the browser's framework in its detail. */
export function pointOf({ changedTouches, detail }) {
  const [finger] = changedTouches || detail.changedTouches
  return { x: finger.clientX, y: finger.clientY }
}
