const FITS = { scaleToFill: 'fill', aspectFit: 'contain', aspectFill: 'cover' }

Component({
  properties: {
    src: String,
    mode: { type: String, value: 'scaleToFill' },
    lazyLoad: Boolean,
    /** A browser has its own menu for a picture that is pressed long. */
    showMenuByLongpress: Boolean,
    ariaLabel: String,
  },
  data: { fit: 'fill' },
  lifetimes: {
    /** Neither event rises by itself: they are caught on their way down. */
    attached() {
      for (const type of ['load', 'error']) this._$.$$.addEventListener(type, () => this.triggerEvent(type, {}, {}), true)
    },
  },
  observers: {
    mode(mode) {
      this.setData({ fit: FITS[mode] })
    },
  },
})
