const DOUBLE = 300
const NEAR = 48
const SWIPE = 70

/** After so many px a finger has chosen its way, and its speed is that of its last ms. */
const CHOOSES = 10
const LATELY = 100

/** What fingers on the picture mean: 'twice', 'right', 'left' or ''. Points are {x, y} in px, moments in ms. */
export function createGesture() {
  let from = null
  let before = null
  let way = ''
  let trail = []

  return {
    begin(point) {
      from = point
      way = ''
      trail = []
    },

    /** More fingers mean something else. */
    drop() {
      from = null
    },

    /** How far a finger has pulled up (less than 0) or down, and how fast it does, in px and ms; null while it means anything else. */
    move(point, at) {
      if (!from) return null
      way = way || wayOf(from, point)
      if (way !== 'upright') return null
      if (trail.length === 0) from = point
      trail = [...trail.filter((one) => at - one.at <= LATELY), { y: point.y, at }]
      return { far: point.y - from.y, speed: speedOf(trail) }
    },

    end(point) {
      if (!from) return ''
      const across = point.x - from.x
      const down = Math.abs(point.y - from.y)
      from = null
      if (way === 'upright' || Math.abs(across) < SWIPE || down > Math.abs(across) / 2) return ''
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

function wayOf(from, point) {
  const across = Math.abs(point.x - from.x)
  const down = Math.abs(point.y - from.y)
  if (Math.max(across, down) < CHOOSES) return ''
  return down > across ? 'upright' : 'level'
}

function speedOf(trail) {
  const first = trail[0]
  const last = trail[trail.length - 1]
  return last.at > first.at ? (last.y - first.y) / (last.at - first.at) : 0
}

/** How many fingers are down. */
export function fingersOf({ touches, detail }) {
  return (touches || detail.touches || []).length
}

/** Where a finger is: WeChat has it on the event itself, the browser's framework in its detail. */
export function pointOf({ changedTouches, detail }) {
  const [finger] = changedTouches || detail.changedTouches
  return { x: finger.clientX, y: finger.clientY }
}
