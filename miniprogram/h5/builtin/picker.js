import { chooseRegion } from '../runtime/regions.js'

/** WeChat's <picker mode="region">: tells `change` with {value: [province, city, district]}. */
Component({
  properties: { mode: String, value: Array, ariaLabel: String },
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
      const value = await chooseRegion(this.data.value)
      if (value) this.triggerEvent('change', { value }, {})
    },
  },
})
