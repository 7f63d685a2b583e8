import { asking } from '../../../asking.js'
import { readAgain, readOn } from '../../../paging.js'
import { tag, words } from '../../../words.js'
import '../../../whole.js'
import { dealsView, moves, pageOf } from '../shared/deals-view.js'
import { withMore } from '../shared/more-words.js'

const t = withMore(words, tag)

/** How often what can still move is looked at, in ms. */
const MOVING = 10000

/** 我的拼团和砍价: one's teams and bargains, and the next step in each. */
Page(asking({
  start: { more: [], next: null },
  view: (facts, context) => dealsView(facts, { ...context, words: t }),
  data: { t },
  ticks: true,
  every: (facts) => (moves(facts) ? MOVING : -1),

  async ask() {
    const first = await this.read()
    await readAgain(this, first.next, (cursor) => this.read(cursor))
    return first
  },

  onShow() {
    wx.setNavigationBarTitle({ title: t.deals.title })
  },

  onReachBottom() {
    return readOn(this, (cursor) => this.read(cursor))
  },

  read(cursor) {
    return getApp().api.deals({ kind: this.query.kind, cursor })
  },

  /** From a card's button that one; from WeChat's menu the shop, for the page itself is one's own. */
  onShareAppMessage({ target } = {}) {
    const id = target && target.dataset.id
    const shown = this.data.deals.find((each) => each.id === id)
    if (!shown) return { title: '', path: '/pages/shop/shop' }
    const deal = [...this.facts.answer.items, ...this.facts.more].find((each) => each.id === id)
    return { title: shown.sharing, path: pageOf(deal, getApp().api.ticketOf(deal.room)) + getApp().api.mark, imageUrl: shown.picture }
  },

  onShop() {
    wx.switchTab({ url: '/pages/shop/shop' })
  },
}))
