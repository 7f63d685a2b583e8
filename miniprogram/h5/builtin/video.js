import { createFilm } from '../runtime/player/film.js'
import { createPlayer } from '../runtime/player/player.js'
import { dismiss, enrol } from '../runtime/wx/video.js'

/**
 * WeChat's <video>: a file for the browser's own player, a film by playlist, or a live picture. `bindsilenced` is ours: the browser lets the picture start by itself but not the
 * sound. A `src` that names a rendition of the playlist already playing changes the quality without a new start.
 */
Component({
  properties: {
    src: String,
    poster: String,
    autoplay: Boolean,
    muted: Boolean,
    isLive: Boolean,
    controls: { type: Boolean, value: true },
    showCenterPlayBtn: { type: Boolean, value: true },
    enableProgressGesture: { type: Boolean, value: true },
    objectFit: { type: String, value: 'contain' },
    ariaLabel: String,
  },
  observers: {
    src(src) {
      if (this.player) this.player.load(src)
      else if (this.element) this.element.src = src
    },
    muted(muted) {
      if (this.player) this.player.mute(muted)
    },
  },
  lifetimes: {
    attached() {
      const element = this._$.$$.querySelector('video')
      element.muted = this.data.muted
      if (!this.data.isLive && !this.data.src.includes('.m3u8')) {
        element.controls = this.data.controls
        element.preload = 'metadata'
        element.autoplay = this.data.autoplay
        element.src = this.data.src
        this.element = element
        return
      }
      const create = this.data.isLive ? createPlayer : createFilm
      this.player = create(element, (type, detail) => this.triggerEvent(type, detail, {}))
      enrol(this.id, this.player)
      this.player.load(this.data.src)
    },
    detached() {
      if (!this.player) return
      dismiss(this.id, this.player)
      this.player.destroy()
      this.player = null
    },
  },
})
