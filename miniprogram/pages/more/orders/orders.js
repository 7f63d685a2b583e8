import { asking } from '../../../asking.js'
import { ordersView } from '../shared/order-view.js'
import { sure, tell } from '../../../telling.js'
import { words } from '../../../words.js'

Page(asking({
  start: { more: [], next: null },
  view: ordersView,

  async ask(api) {
    const first = await api.orders({ state: this.query.state || 'all' })
    this.know({ more: [], next: first.next })
    return first
  },

  onShow() {
    wx.setNavigationBarTitle({ title: words.orders.title })
  },

  async onReachBottom() {
    if (!this.facts.next || this.reading) return
    this.reading = true
    try {
      const { items, next } = await getApp().api.orders({ state: this.query.state || 'all', cursor: this.facts.next })
      this.know({ more: [...this.facts.more, ...items], next })
    } catch (refused) {
      tell(refused)
    } finally {
      this.reading = false
    }
  },

  async onReceive({ currentTarget }) {
    if (!(await sure(words.orders.sureReceipt))) return
    this.act(async (api) => {
      await api.receive(currentTarget.dataset.id)
      await this.ask()
    })
  },

  onShop() {
    wx.switchTab({ url: '/pages/shop/shop' })
  },
}))
