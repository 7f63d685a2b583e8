/** A live playlist that has not moved for so many target durations will let the picture run dry. */
const PATIENCE = 3

/**
 * Calls `stood()` when a live playlist is read again and again and stays as it was: a cloud whose line was cut goes on
 * answering, with what it had. The picture still has some seconds then, in which another address can be tried.
 */
export function watchPlaylist(hls, Hls, stood, now = Date.now) {
  let edge = ''
  let moved = now()
  hls.on(Hls.Events.LEVEL_LOADED, (_, { details, level }) => {
    const seen = [level, details.endSN, details.lastPartSn, details.lastPartIndex].join()
    if (seen !== edge || !details.live) {
      edge = seen
      moved = now()
    } else if (now() - moved > PATIENCE * 1000 * details.targetduration) {
      moved = now()
      stood()
    }
  })
}
