import { aria } from './aria.js'

/** WeChat's <scroll-view>, upright only: `scroll-top` moves it, `bindscroll` tells with `deltaY` (above 0: towards the start). */
Component({
  behaviors: [aria],
  properties: { scrollY: Boolean, scrollTop: Number, lowerThreshold: { type: Number, value: 50 } },
  observers: {
    scrollTop(top) {
      if (this.ready) requestAnimationFrame(() => this.moveTo(top))
    },
  },
  lifetimes: {
    attached() {
      this.ready = true
      this.place = 0
      this._$.$$.tabIndex = 0
      this._$.$$.addEventListener('scroll', (event) => this.onScroll(event), { capture: true, passive: true })
      requestAnimationFrame(() => this.moveTo(this.data.scrollTop))
    },
    detached() {
      this.ready = false
    },
  },
  methods: {
    moveTo(top) {
      if (this.ready) this._$.$$.scrollTop = top
    },

    /** The browser's own event, which knows nothing of WeChat's detail, goes no further. */
    onScroll(event) {
      event.stopImmediatePropagation()
      const { scrollTop, scrollHeight, clientHeight } = this._$.$$
      const deltaY = this.place - scrollTop
      this.place = scrollTop
      this.triggerEvent('scroll', { scrollTop, scrollHeight, deltaY }, {})
      if (scrollHeight - clientHeight - scrollTop <= this.data.lowerThreshold) this.triggerEvent('scrolltolower', {}, {})
    },
  },
})
