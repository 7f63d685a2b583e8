/** Where in a replay the moments of its show stand. `spans` are [at, length] in ms, in the order they play. */

/** ms from the beginning; what was not kept stands where the replay goes on. */
export function placeOf(spans, at) {
  let passed = 0
  for (const [began, length] of spans) {
    if (at < began) return passed
    if (at < began + length) return passed + at - began
    passed += length
  }
  return passed
}

/** Unix ms of what plays at `place`: the inverse of `placeOf`. */
export function momentAt(spans, place) {
  let passed = 0
  for (const [began, length] of spans) {
    if (place < passed + length) return began + Math.max(0, place - passed)
    passed += length
  }
  const last = spans[spans.length - 1]
  return last ? last[0] + last[1] : 0
}

export function lengthOf(spans) {
  return spans.reduce((sum, [, length]) => sum + length, 0)
}

/** Comments are asked for by the minute of the replay. */
export const MINUTE = 60000

/** The show's time of one minute of the replay, from and until, in unix ms. */
export function minuteOf(spans, number) {
  return { since: momentAt(spans, number * MINUTE), until: momentAt(spans, (number + 1) * MINUTE) }
}

/**
 * What was explained, seen `delay` ms after it was done, and beside it what a colleague marked as he saw it, in the order of the
 * show; a mark is about no product.
 */
export function withMarks(chapters, { marks, delay = 0 }) {
  const later = (moment) => new Date(Date.parse(moment) + delay).toISOString()
  const seen = delay ? chapters.map((one) => ({ ...one, since: later(one.since), until: later(one.until) })) : chapters
  const marked = (marks || []).map(({ clip, since, until }) => ({ window: clip, since, until, product: null }))
  return [...seen, ...marked].sort((one, other) => Date.parse(one.since) - Date.parse(other.since))
}

/** The chapter that plays at `place`; -1 between two. */
export function chapterAt(chapters, place) {
  return chapters.findIndex(({ from, to }) => from <= place && place < to)
}

/** Chapters with their places; one in which nothing was kept is none. */
export function chaptersOf(chapters, spans) {
  return chapters
    .map((chapter) => ({ ...chapter, from: placeOf(spans, Date.parse(chapter.since)), to: placeOf(spans, Date.parse(chapter.until)) }))
    .filter(({ from, to }) => to > from)
}

/** The small picture of the moment `at`: its sheet and where on the sheet it stands, in px; null where there is none. */
export function stillAt(stills, at) {
  const sheet = stills && [...stills.sheets].reverse().find((each) => each.at[0] <= at)
  if (!sheet) return null
  const tile = sheet.at.filter((each) => each <= at).length - 1
  const { width, height } = sheet
  const [column, row] = [tile % stills.columns, Math.floor(tile / stills.columns)]
  return { number: sheet.number, width, height, x: 0 - column * width, y: 0 - row * height }
}

/** Comments that come due on the way from one place to the next; after a leap those before it are not told. */
export function dueBetween(comments, from, to) {
  return to > from && to - from < 5000 ? comments.filter(({ place }) => from <= place && place < to) : []
}
