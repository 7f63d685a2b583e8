/** So many parts may lie unfetched at the live edge before somebody must have forgotten them. */
const PARTS = 3

/**
 * Sets hls.js 1.7 going again when it has stopped in the middle of a live show. Where the browser rounds the end of a
 * buffer some microseconds short, hls.js forgets which parts of that segment it has, takes it for unfinished, finds
 * nothing to load, and waits for ever. Without the segment in the buffer it fetches it again, in a blink.
 */
export function pickUp(hls, Hls, element) {
  let loading = false
  let seen = 0
  hls.on(Hls.Events.FRAG_LOADING, () => { loading = true })
  hls.on(Hls.Events.FRAG_BUFFERED, () => { loading = false })
  hls.on(Hls.Events.ERROR, () => { loading = false })
  hls.on(Hls.Events.LEVEL_UPDATED, (_, { details }) => {
    const end = bufferedUntil(element)
    const forgotten = !loading && details.live && details.partTarget > 0 && details.edge - end > PARTS * details.partTarget
    seen = forgotten ? seen + 1 : 0
    if (seen < 2) return
    seen = 0
    hls.trigger(Hls.Events.BUFFER_FLUSHING, { startOffset: startOfSegment(details, end), endOffset: Infinity, type: null })
  })
}

/** The end of the range that is being played; Infinity before the first picture. */
function bufferedUntil({ buffered, currentTime }) {
  for (let index = 0; index < buffered.length; index += 1) {
    if (buffered.start(index) <= currentTime && currentTime <= buffered.end(index)) return buffered.end(index)
  }
  return Infinity
}

/** Of the segment that the buffer ends with; 0, which is everything, when the playlist no longer has it. */
function startOfSegment({ fragments }, end) {
  const last = fragments.find((each) => each.start < end - 0.1 && each.end >= end - 0.1)
  return last ? last.start : 0
}
