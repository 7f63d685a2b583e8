import { addressOf } from '../routes.js'

const CALLS = { navigate: 'navigateTo', redirect: 'redirectTo', switchTab: 'switchTab', reLaunch: 'reLaunch' }

/** A real link: it can be opened in a new tab, copied and reached by keyboard. */
Component({
  properties: { url: String, openType: { type: String, value: 'navigate' }, ariaLabel: String, ariaCurrent: String },
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
      window.wx[CALLS[this.data.openType]]({ url: this.data.url })
    },
  },
})
