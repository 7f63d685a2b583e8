import { startWithSound } from './sound.js'

/** A picture that stands still for so long, though it should move, is loaded anew, in ms. */
const STUCK = 8000
const LOOK = 1000

/** So often loaded anew in vain, it is told: the page may have another address, and this one's playlist may have stopped. */
const VAIN = 2

/** Passes the element's own events on in WeChat's words, and sees what no event tells: a picture that stands still. */
export function watch(element, engine, report) {
  let moved = Date.now()
  let place = 0
  let vain = 0
  const listeners = {
    playing: () => report('play', {}),
    waiting: () => report('waiting', {}),
    loadedmetadata: () => report('loadedmetadata', { width: element.videoWidth, height: element.videoHeight }),
    resize: () => report('loadedmetadata', { width: element.videoWidth, height: element.videoHeight }),
    canplay: () => { if (element.paused) startWithSound(element, report) },
    timeupdate: () => report('timeupdate', { currentTime: element.currentTime, latency: engine.latency(), date: engine.date() }),
  }
  for (const [type, listener] of Object.entries(listeners)) element.addEventListener(type, listener)

  const timer = setInterval(() => {
    engine.catchUp()
    if (element.currentTime !== place || document.hidden || !engine.wanted()) {
      if (element.currentTime > place) vain = 0
      place = element.currentTime
      moved = Date.now()
    } else if (Date.now() - moved > STUCK) {
      moved = Date.now()
      vain += 1
      report('waiting', {})
      engine.restart()
      if (vain % VAIN === 0) report('error', { errMsg: 'the picture stands' })
    }
  }, LOOK)
  const hurry = () => engine.hurry()
  window.addEventListener('online', hurry)

  return () => {
    clearInterval(timer)
    window.removeEventListener('online', hurry)
    for (const [type, listener] of Object.entries(listeners)) element.removeEventListener(type, listener)
  }
}
