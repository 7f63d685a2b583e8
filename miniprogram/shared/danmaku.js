/** Sizes in px by what the viewer chose. */
export const SIZES = { small: 15, medium: 18, large: 23 }

const LANES = 4
const GAP = 28

/** A comment that would start later than this is left to the list, in ms; one's own always flies. */
const LATE = 1500

/** Comments on their way over the picture: `lanes` says when each is free again (device ms). */
export const emptySky = { flying: [], lanes: Array(LANES).fill(0) }

/**
 * The sky with one more comment, if a lane is free for it. All fly equally fast, so none runs into another; `width` is that
 * of the picture in px.
 */
export function fly(sky, { id, text, mine }, { at, width, size }) {
  const speed = Math.max(70, width / 7) / 1000
  const long = lengthOf(text) * SIZES[size] + 2 * GAP
  const lane = sky.lanes.indexOf(Math.min(...sky.lanes))
  const start = Math.max(at, sky.lanes[lane])
  if (start - at > LATE && !mine) return sky
  const duration = Math.round((width + long) / speed)
  const comment = { id, text, mine, lane, delay: start - at, duration, until: start + duration }
  const lanes = sky.lanes.map((free, index) => (index === lane ? Math.round(start + long / speed) : free))
  return { flying: [...sky.flying, comment], lanes }
}

/** Without those that have flown by, and those that were `recalled` (ids). */
export function clear(sky, at, recalled) {
  const flying = sky.flying.filter(({ id, until }) => until > at && !recalled.includes(id))
  return flying.length === sky.flying.length ? sky : { ...sky, flying }
}

/** In em: a Chinese character is one wide, a Latin one about half. */
function lengthOf(text) {
  return Array.from(text).reduce((sum, letter) => sum + (letter.codePointAt(0) > 0x2e80 ? 1 : 0.56), 0)
}
