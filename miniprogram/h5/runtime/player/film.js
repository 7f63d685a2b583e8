import { hlsLibrary } from './hls-library.js'
import { enterFullScreen } from './screen.js'
import { startWithSound } from './sound.js'

/** A film that is over in a <video> element: an HLS playlist that ends. It reports what WeChat's <video> tells, and can be sought in. */
export function createFilm(element, report) {
  let hls = null
  let address = ''
  let mended = 0
  const listeners = {
    playing: () => report('play', {}),
    pause: () => report('pause', {}),
    ended: () => report('ended', {}),
    waiting: () => report('waiting', {}),
    error: () => { if (!hls && address) report('error', { errMsg: 'film' }) },
    loadedmetadata: () => report('loadedmetadata', measured(element)),
    durationchange: () => report('loadedmetadata', measured(element)),
    timeupdate: () => report('timeupdate', { currentTime: element.currentTime, duration: element.duration }),
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

function measured({ videoWidth, videoHeight, duration }) {
  return { width: videoWidth, height: videoHeight, duration }
}
