import { asking } from '../../../asking.js'
import { lookAt } from '../../../around.js'
import { go } from '../../../going.js'
import { hagglePage } from '../../../shared/bargains-view.js'
import { fill } from '../../../shared/i18n/index.js'
import { yuan } from '../../../shared/money.js'
import { reachOf, remind } from '../../../reaching.js'
import { OF_BARGAINS } from '../../../shared/reach.js'
import { words } from '../../../words.js'
import { haggleView } from '../shared/haggle-view.js'

const LIVELY = 5000
const CALM = 20000
const FLIES = 1600

/** 砍价: a price that comes down with everybody who opens this page and helps. */
Page(asking({
  start: { cut: 0, templates: {}, told: false },
  ticks: true,
  view: haggleView,
  every: ({ answer }) => (['cutting', 'floor'].includes(answer.state) ? LIVELY : CALM),
  data: { checkout: null },

  async ask(api) {
    const { id, room, ticket } = this.query
    return api.haggle(id, room, ticket)
  },

  /** Known before a tap: WeChat's question must follow it at once. */
  onLoad() {
    reachOf(getApp().api).then(({ templates }) => this.know({ templates }))
  },

  onRemind() {
    return remind(this, OF_BARGAINS, words.bargain.willTell)
  },

  onShow() {
    wx.setNavigationBarTitle({ title: words.bargain.name })
  },

  /** Who shares what is of a private room shares the ticket he came with. */
  onShareAppMessage() {
    const { id, room } = this.query
    return { title: this.data.invitation, path: hagglePage(id, room, getApp().api.ticketOf(room)) + getApp().api.mark, imageUrl: this.data.picture }
  },

  onDo({ currentTarget }) {
    const acts = {
      chop: () => this.onChop(),
      begin: () => this.onBegin(),
      buy: () => this.setData({ checkout: { claim: this.query.id, room: this.facts.answer.bargain.room } }),
      pay: () => go(`/pages/pay/pay?order=${this.facts.answer.order}`),
      see: () => go(`/pages/more/order/order?id=${this.facts.answer.order}`),
      goods: () => lookAt(this.data.url),
    }
    acts[currentTarget.dataset.does]()
  },

  onChop() {
    this.act(async (api) => {
      const { amount, again, haggle } = await api.chop(this.query.id, this.query.room)
      this.know({ answer: haggle, cut: again ? 0 : amount })
      if (again) wx.showToast({ title: fill(words.bargain.again, { amount: yuan(amount) }), icon: 'none', duration: 2500 })
      setTimeout(() => this.know({ cut: 0 }), FLIES)
    }).then(() => this.poll.hurry())
  },

  /** One's own, of the same bargain. */
  onBegin() {
    const { bargain } = this.facts.answer
    this.act(async (api) => {
      const { haggle } = await api.beginHaggle(bargain.bargain, bargain.room)
      wx.redirectTo({ url: hagglePage(haggle, bargain.room, api.ticketOf(bargain.room)) })
    })
  },

  onCheckoutClosed() {
    this.setData({ checkout: null })
    this.poll.hurry()
  },
}))
