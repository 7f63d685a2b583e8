import { hlsLibrary } from './hls-library.js'
import { enterFullScreen } from './screen.js'
import { startWithSound } from './sound.js'

/** Who has seen so much more since the last repair may have as many again, in s. */
const WELL = 5

/** A film that is over in a <video> element: an HLS playlist that ends. It reports what WeChat's <video> tells, and can be sought in. */
export function createFilm(element, report) {
  let hls = null
  let address = ''
  let mended = 0
  let mendedAt = 0
  const measure = () => report('loadedmetadata', { width: element.videoWidth, height: element.videoHeight, duration: element.duration })
  const listeners = {
    playing: () => report('play', {}),
    pause: () => report('pause', {}),
    ended: () => report('ended', {}),
    waiting: () => report('waiting', {}),
    error: () => { if (!hls && address) report('error', { errMsg: 'film' }) },
    loadedmetadata: measure,
    durationchange: measure,
    timeupdate: () => {
      const { currentTime, duration } = element
      if (Math.abs(currentTime - mendedAt) > WELL) mended = 0
      report('timeupdate', { currentTime, duration })
    },
  }
  for (const [type, listener] of Object.entries(listeners)) element.addEventListener(type, listener)

  async function load(url) {
    unload()
    address = url
    if (!url) return
    if (!('MediaSource' in window)) element.src = url
    else await begin(url)
    startWithSound(element, report)
  }

  async function begin(url) {
    const Hls = await hlsLibrary().catch(() => null)
    if (!Hls) return report('error', { errMsg: 'hls.js' })
    if (address !== url) return undefined
    hls = new Hls({ enableWorker: false, maxBufferLength: 30, backBufferLength: 30 })
    hls.on(Hls.Events.ERROR, (_, data) => data.fatal && onFatal(Hls, data))
    hls.attachMedia(element)
    hls.loadSource(url)
    return undefined
  }

  /** Twice a decoder that stumbles is started anew; then the viewer decides. */
  function onFatal(Hls, data) {
    mended += 1
    mendedAt = element.currentTime
    if (data.type === Hls.ErrorTypes.MEDIA_ERROR && mended < 3) hls.recoverMediaError()
    else if (data.type === Hls.ErrorTypes.NETWORK_ERROR && mended < 3) hls.startLoad()
    else report('error', { errMsg: data.details })
  }

  function unload() {
    if (hls) hls.destroy()
    hls = null
    address = ''
    mended = 0
    element.removeAttribute('src')
  }

  return {
    load,
    mute(muted) {
      element.muted = muted
    },
    play: () => startWithSound(element, report),
    pause: () => element.pause(),
    seek(seconds) {
      element.currentTime = seconds
    },
    playbackRate(rate) {
      element.playbackRate = rate
    },
    requestFullScreen: () => enterFullScreen(element),
    destroy() {
      unload()
      for (const [type, listener] of Object.entries(listeners)) element.removeEventListener(type, listener)
    },
  }
}
