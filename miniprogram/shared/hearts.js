/** So many hearts rise at once at most: more would cost a cheap phone its picture. */
export const MOST = 12

/** Of hearts that others gave in one go so many are drawn. */
const OTHERS = 4

const LIFE = 1800
const COLOURS = 4

/** Hearts on their way up: {id, style, colour, drift, delay, until}; those without a `place` rise from the button. `random` gives 0..1. */
export function rise(hearts, count, { at, place = null, others = false, random = Math.random }) {
  const alive = hearts.filter(({ until }) => until > at)
  const wanted = Math.min(others ? OTHERS : MOST, count, MOST - alive.length)
  const fresh = Array.from({ length: Math.max(0, wanted) }, (_, index) => heartOf(at, index, place, random))
  return [...alive, ...fresh]
}

function heartOf(at, index, place, random) {
  const delay = index * 110
  return {
    id: `${at}-${index}-${Math.floor(random() * 1e6)}`,
    style: place ? `left:${Math.round(place.x) - 18}px;top:${Math.round(place.y) - 40}px` : '',
    colour: Math.floor(random() * COLOURS),
    drift: Math.floor(random() * 3),
    delay,
    until: at + LIFE + delay,
  }
}
