import { asking } from '../../../asking.js'
import { go } from '../../../going.js'
import { createOnce } from '../../../shared/once.js'
import { reachOf, remind } from '../../../reaching.js'
import { OF_TEAMS } from '../../../shared/reach.js'
import { words } from '../../../words.js'
import { teamView } from '../shared/team-view.js'

const MOVING = 5000

/** 一个团: who is in, how many are missing, and how to get in or bring others. */
Page(asking({
  start: { quantity: 1, templates: {}, told: false },
  view: teamView,
  ticks: true,
  every: ({ answer }) => (answer.state === 'open' ? MOVING : -1),
  data: { checkout: null },

  ask(api) {
    return api.team(this.query.id)
  },

  onLoad() {
    this.once = createOnce()
    reachOf(getApp().api).then(({ templates }) => this.know({ templates }))
  },

  onRemind() {
    return remind(this, OF_TEAMS, words.teams.willTell)
  },

  onShow() {
    wx.setNavigationBarTitle({ title: words.teams.page })
  },

  onShareAppMessage() {
    return { title: this.data.sharing, path: `/pages/more/team/team?id=${encodeURIComponent(this.query.id)}${getApp().api.mark}`, imageUrl: this.data.good.picture }
  },

  onQuantity({ detail }) {
    this.know({ quantity: detail.value })
  },

  onStep() {
    const { step, order, claim, elsewhere } = this.data
    const steps = {
      join: () => this.sit('joinTeam', this.query.id),
      open: () => this.sit('openTeam', this.data.group),
      order: () => this.setData({ checkout: { claim } }),
      pay: () => go(`/pages/pay/pay?order=${order}`),
      own: () => go(`/pages/more/order/order?id=${order}`),
      mine: () => wx.redirectTo({ url: `/pages/more/team/team?id=${elsewhere}` }),
    }
    steps[step]()
  },

  onOrder() {
    go(`/pages/more/order/order?id=${this.data.order}`)
  },

  /** A seat is good for a quarter of an hour: the order is made at once. */
  sit(how, id) {
    return this.act(async (api) => {
      const { quantity } = this.data
      const sat = await api[how](id, quantity, this.once.keyOf({ how, id, quantity }), this.facts.answer.group_buy.room)
      this.once.settle()
      this.query = { ...this.query, id: sat.team }
      this.setData({ checkout: { claim: sat.claim } })
      await this.ask()
    })
  },

  onCheckoutClosed() {
    this.setData({ checkout: null })
    this.ask()
  },
}))
