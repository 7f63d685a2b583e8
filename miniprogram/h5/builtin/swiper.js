/** WeChat's <swiper> as a row that snaps: one item wide, a finger, a wheel or the arrow keys move it. */
Component({
  properties: { current: Number, ariaLabel: String },
  observers: {
    current(current) {
      this.moveTo(current)
    },
    ariaLabel(label) {
      this._$.$$.setAttribute('aria-label', label)
    },
  },
  lifetimes: {
    attached() {
      const row = this._$.$$
      row.tabIndex = 0
      row.setAttribute('role', 'group')
      this.shown = this.data.current
      row.addEventListener('scroll', () => this.onScroll(), { passive: true })
    },
  },
  methods: {
    moveTo(current) {
      const row = this._$.$$
      if (current === this.shown) return
      this.shown = current
      row.scrollTo({ left: current * row.clientWidth })
    },

    onScroll() {
      const row = this._$.$$
      const current = Math.round(row.scrollLeft / row.clientWidth) || 0
      if (current === this.shown) return
      this.shown = current
      this.triggerEvent('change', { current, source: 'touch' }, {})
    },
  },
})
