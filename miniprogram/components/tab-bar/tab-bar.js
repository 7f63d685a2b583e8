import { COUNT } from '../../shared/basket.js'

/** The bar at the foot of the four chief pages. */
Component({
  properties: { current: String, words: Object },
  data: { tabs: [], count: '' },
  observers: {
    'current, words': function name(current, words) {
      if (words && words.tabs) this.setData({ tabs: TABS.map((tab) => ({ ...tab, label: words.tabs[tab.name], on: tab.name === current })) })
    },
  },
  lifetimes: {
    attached() {
      this.watch = COUNT.watch((count) => this.setData({ count: count > 99 ? '99+' : String(count || '') }))
    },
    detached() {
      this.watch()
    },
  },
})

const TABS = [
  { name: 'live', url: '/pages/home/home' },
  { name: 'shop', url: '/pages/shop/shop' },
  { name: 'cart', url: '/pages/cart/cart' },
  { name: 'me', url: '/pages/me/me' },
]
