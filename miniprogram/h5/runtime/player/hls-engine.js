import { hlsLibrary } from './hls-library.js'
import { pickUp } from './pick-up.js'
import { createRepairs } from './repairs.js'
import { watchPlaylist } from './stands.js'

/** How far behind the live edge to stand is the server's word (PART-HOLD-BACK); the rest keeps near it without a jolt. */
const CONFIG = {
  lowLatencyMode: true,
  maxLiveSyncPlaybackRate: 1.15,
  liveSyncOnStallIncrease: 0.15,
  backBufferLength: 10,
  maxBufferLength: 12,
  enableWorker: false,
  manifestLoadPolicy: { default: policy(6000, 1) },
  playlistLoadPolicy: { default: policy(8000, 2) },
  fragLoadPolicy: { default: policy(10000, 2) },
}

/** A picture so many seconds late (a phone that slept) jumps to the live edge; anything less catches up unseen. */
const FAR = 6

/** Plays through hls.js (Media Source Extensions). */
export function createHlsEngine(element, report) {
  let hls = null
  let address = ''
  let mended = 0
  const repairs = createRepairs(repair, report)

  function load(url) {
    if (hls && changeLevel(hls, address, url)) return
    unload()
    address = url
    open()
  }

  async function open() {
    const url = address
    const Hls = await hlsLibrary().catch((error) => repairs.again(error.message))
    if (Hls && address === url && !hls) begin(Hls)
  }

  function begin(Hls) {
    hls = new Hls(CONFIG)
    hls.on(Hls.Events.ERROR, (_, data) => onError(Hls, data))
    hls.on(Hls.Events.FRAG_BUFFERED, () => repairs.worked())
    pickUp(hls, Hls, element)
    watchPlaylist(hls, Hls, () => report('error', { errMsg: 'the playlist stands' }))
    hls.attachMedia(element)
    hls.loadSource(address)
  }

  function onError(Hls, data) {
    if (!data.fatal) return
    if (data.type === Hls.ErrorTypes.MEDIA_ERROR && mend()) return
    repairs.again(data.details)
  }

  /** A decoder that stumbles is started anew, but not over and over. */
  function mend() {
    if (Date.now() - mended < 5000) return false
    mended = Date.now()
    hls.recoverMediaError()
    return true
  }

  function repair(round) {
    if (hls && round < 2) hls.startLoad()
    else restart()
  }

  function restart() {
    close()
    open()
  }

  function unload() {
    repairs.stop()
    close()
    address = ''
  }

  function close() {
    if (hls) hls.destroy()
    hls = null
  }

  return {
    load,
    unload,
    restart,
    hurry: () => repairs.hurry(),
    wanted: () => Boolean(address),
    catchUp() {
      if (hls && hls.latency > hls.targetLatency + FAR) element.currentTime = hls.liveSyncPosition
    },
    date: () => (hls && hls.playingDate ? hls.playingDate.getTime() : null),
    latency: () => (hls && hls.latency > 0 ? hls.latency : null),
  }
}

/** Whether `url` is the playlist already playing or one of its renditions; if so hls.js turns to it at the next segment. */
function changeLevel(hls, address, url) {
  if (url === address) {
    hls.nextLevel = -1
    return true
  }
  const level = hls.levels.findIndex((each) => each.url.some((known) => path(known) === path(url)))
  if (level < 0) return false
  hls.nextLevel = level
  return true
}

function path(url) {
  return new URL(url, location.href).pathname
}

function policy(timeout, repeats) {
  const retry = { maxNumRetry: repeats, retryDelayMs: 400, maxRetryDelayMs: 2000 }
  return { maxTimeToFirstByteMs: timeout, maxLoadTimeMs: timeout * 2, timeoutRetry: retry, errorRetry: retry }
}
