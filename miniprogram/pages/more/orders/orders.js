import { asking } from '../../../asking.js'
import { readAgain, readOn } from '../../../paging.js'
import { ordersView } from '../shared/order-view.js'
import { sure } from '../../../telling.js'
import { words } from '../../../words.js'

Page(asking({
  start: { more: [], next: null },
  view: ordersView,

  async ask() {
    const first = await this.read()
    await readAgain(this, first.next, (cursor) => this.read(cursor))
    return first
  },

  onShow() {
    wx.setNavigationBarTitle({ title: words.orders.title })
  },

  onReachBottom() {
    return readOn(this, (cursor) => this.read(cursor))
  },

  read(cursor) {
    return getApp().api.orders({ state: this.query.state || 'all', cursor })
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
