/** WeChat's <picker>, whose columns nobody needs before a tap: region tells `change` with {value: [province, city, district]}, multiSelector with places in `range`. */
Component({
  properties: { mode: String, value: Array, range: Array, ariaLabel: String },
  observers: {
    ariaLabel(label) {
      this._$.$$.setAttribute('aria-label', label)
    },
  },
  lifetimes: {
    attached() {
      const element = this._$.$$
      element.tabIndex = 0
      element.setAttribute('role', 'button')
      element.addEventListener('click', () => this.open())
      element.addEventListener('keydown', (event) => this.onKey(event))
    },
  },
  methods: {
    onKey(event) {
      if (event.key !== 'Enter' && event.key !== ' ') return
      event.preventDefault()
      this.open()
    },

    async open() {
      const { mode, range, value: now, ariaLabel } = this.data
      const value = mode === 'multiSelector'
        ? await (await import('../runtime/columns.js')).chooseColumns(ariaLabel, range, now)
        : await (await import('../runtime/regions.js')).chooseRegion(now)
      if (value) this.triggerEvent('change', { value }, {})
    },
  },
})
