import { addressOf } from '../routes.js'

/** A real link: it can be opened in a new tab, copied and reached by keyboard. */
Component({
  properties: { url: String, ariaLabel: String },
  data: { href: '' },
  observers: {
    url(url) {
      this.setData({ href: url ? addressOf(url) : '' })
    },
  },
  lifetimes: {
    attached() {
      this._$.$$.addEventListener('click', (event) => this.onClick(event))
    },
  },
  methods: {
    onClick(event) {
      if (event.ctrlKey || event.metaKey || event.shiftKey || event.button !== 0) return
      event.preventDefault()
      window.wx.navigateTo({ url: this.data.url })
    },
  },
})
