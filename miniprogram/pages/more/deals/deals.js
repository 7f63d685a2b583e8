import { asking } from '../../../asking.js'
import { tell } from '../../../telling.js'
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

  /** As many as are shown are asked for anew, so that nothing goes from under the finger; who scrolls meanwhile keeps what he has. */
  async ask(api) {
    const { kind } = this.query
    const { more } = this.facts
    const first = await api.deals({ kind })
    const again = []
    let { next } = first
    while (next && again.length < more.length) {
      const page = await api.deals({ kind, cursor: next })
      again.push(...page.items)
      next = page.next
    }
    if (this.facts.more === more) this.know({ more: again, next })
    return first
  },

  onShow() {
    wx.setNavigationBarTitle({ title: t.deals.title })
  },

  async onReachBottom() {
    if (!this.facts.next || this.reading) return
    this.reading = true
    try {
      const { items, next } = await getApp().api.deals({ kind: this.query.kind, cursor: this.facts.next })
      this.know({ more: [...this.facts.more, ...items], next })
    } catch (refused) {
      tell(refused)
    } finally {
      this.reading = false
    }
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
