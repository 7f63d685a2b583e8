import { createRepairs } from './repairs.js'

/** Plays through the browser's own HLS. */
export function createNativeEngine(element, report) {
  let address = ''
  const repairs = createRepairs(restart, report)
  const onError = () => { if (address) repairs.again(element.error ? element.error.message : 'ended') }
  const onMove = () => repairs.worked()

  function load(url) {
    if (url === address) return
    if (!address) listen('addEventListener')
    address = url
    restart()
  }

  function restart() {
    element.src = address
    element.load()
  }

  function unload() {
    if (!address) return
    address = ''
    listen('removeEventListener')
    repairs.stop()
    element.removeAttribute('src')
    element.load()
  }

  function listen(way) {
    element[way]('error', onError)
    element[way]('ended', onError)
    element[way]('playing', onMove)
  }

  return {
    load,
    unload,
    restart,
    hurry: () => repairs.hurry(),
    wanted: () => Boolean(address),
    /** The browser's own player keeps near the edge by its own rules. */
    catchUp() {},
    date: () => mediaTime(element),
    latency: () => behind(element),
  }
}

/** Safari knows the PROGRAM-DATE-TIME of its place 0; Chromium's own player does not tell. */
function mediaTime(element) {
  const start = element.getStartDate ? element.getStartDate().getTime() : NaN
  return Number.isNaN(start) ? null : start + element.currentTime * 1000
}

/** The end of what may be played is the live edge. */
function behind(element) {
  const { seekable } = element
  return seekable.length > 0 ? Math.max(0, seekable.end(seekable.length - 1) - element.currentTime) : null
}
