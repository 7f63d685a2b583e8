const FITS = { scaleToFill: 'fill', aspectFit: 'contain', aspectFill: 'cover' }

Component({
  properties: {
    src: String,
    mode: { type: String, value: 'scaleToFill' },
    lazyLoad: Boolean,
    ariaLabel: String,
  },
  data: { fit: 'fill' },
  observers: {
    mode(mode) {
      this.setData({ fit: FITS[mode] })
    },
  },
})
