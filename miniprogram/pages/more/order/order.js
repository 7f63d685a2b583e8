import { asking } from '../../../asking.js'
import { go } from '../../../going.js'
import { client, leaveFor } from '../../../platform.js'
import { orderView } from '../shared/order-view.js'
import { sure } from '../../../telling.js'
import { tag, words } from '../../../words.js'
import { withMore } from '../shared/more-words.js'

const MOVING = 10000

Page(asking({
  start: { shop: null },
  view: orderView,
  ticks: true,
  every: ({ answer }) => (['done', 'closed'].includes(answer.status) ? -1 : MOVING),
  data: { t: withMore(words, tag), places: null, leaves: client !== 'mini' },

  /** Who picks up is told where, as at checkout. */
  async ask(api) {
    const order = await api.order(this.query.id)
    if (order.delivery === 'pickup' && !this.facts.shop) this.know({ shop: await api.about() })
    return order
  },

  onShow() {
    wx.setNavigationBarTitle({ title: words.orders.one })
  },

  async onCancel() {
    if (!(await sure(words.orders.sureCancel, words.orders.sureCancelHint))) return
    this.act(async (api) => {
      await api.cancel(this.query.id)
      await this.ask()
    })
  },

  async onReceive() {
    if (!(await sure(words.orders.sureReceipt))) return
    this.act(async (api) => this.know({ answer: await api.receive(this.query.id) }))
  },

  onMove() {
    this.act(async (api) => this.setData({ places: (await api.addresses()).items }))
  },

  onMoveClosed() {
    this.setData({ places: null })
  },

  onPlace({ currentTarget }) {
    this.act(async (api) => {
      this.know({ answer: await api.moveOrder(this.query.id, { address: currentTarget.dataset.id }) })
      this.setData({ places: null })
      wx.showToast({ title: words.orders.moved, icon: 'none' })
    })
  },

  onNewPlace() {
    this.setData({ places: null })
    go('/pages/more/address/address?id=new')
  },

  onCopy({ currentTarget }) {
    wx.setClipboardData({ data: currentTarget.dataset.text, success: () => wx.showToast({ title: words.copiedText, icon: 'none' }) })
  },

  /** The number is pasted at the carrier's, who says how far the parcel is. */
  onFollow({ currentTarget: { dataset } }) {
    const leave = () => leaveFor(dataset.site)
    wx.setClipboardData({ data: dataset.text, success: leave, fail: leave })
  },

  onPay() {
    go(`/pages/pay/pay?order=${this.query.id}`)
  },

  onBackToOrders() {
    if (getCurrentPages().length > 1) wx.navigateBack()
    else wx.reLaunch({ url: '/pages/more/orders/orders' })
  },
}))
