import { createHlsEngine } from './hls-engine.js'
import { createNativeEngine } from './native-engine.js'
import { enterFullScreen, float } from './screen.js'
import { startWithSound } from './sound.js'
import { watch } from './watch.js'

/**
 * A live picture in a <video> element that never gives up: it heals itself and tells what a viewer should know by
 * `report(type, detail)`: play, waiting, timeupdate, loadedmetadata, error (several repairs in a row were in vain; it goes on
 * trying), silenced.
 */
export function createPlayer(element, report) {
  // An iPhone has no Media Source Extensions, and its own player is the better one there; elsewhere hls.js reads the parts.
  const engine = 'MediaSource' in window ? createHlsEngine(element, report) : createNativeEngine(element, report)
  const stopWatching = watch(element, engine, report)

  return {
    load(url) {
      if (url) engine.load(url)
      else engine.unload()
    },
    mute(muted) {
      element.muted = muted
      if (!muted && element.paused) element.play().catch(() => report('silenced', {}))
    },
    play: () => startWithSound(element, report),
    pause: () => element.pause(),
    requestFullScreen: () => enterFullScreen(element),
    float: () => float(element),
    /** Seconds behind the live edge; null while nobody knows. */
    latency: () => engine.latency(),
    destroy() {
      stopWatching()
      engine.unload()
    },
  }
}

