import { join, lookAfter, pick, refresh, sayKeyword, want } from '../../dealing.js'
import { learn } from '../../floor.js'
import { go } from '../../going.js'
import { marketed } from '../../market-words.js'

/** An order whose payment was left is looked after so often, in ms. */
const LOOK = 8000

/** What lies open of a room's market (marketView), over its picture: the bag, an order and its payment, a round, a win. */
Component({
  properties: { room: String, market: Object, calm: Boolean },
  data: { t: marketed },

  observers: {
    /** Whose turn it is hears of it under an open sheet, too: the card lies below it. */
    'market.flash, market.sheet': function turn(flash, sheet) {
      const won = flash && flash.phase === 'won' ? flash.claim : ''
      if (won && won !== this.won && sheet && sheet !== 'order') wx.showToast({ title: `${marketed.flash.phases.won}${marketed.comma}${marketed.flash.hints.won}`, icon: 'none', duration: 3000 })
      this.won = won
    },
    /** Who is at paying it needs no reminding. */
    'market.reminded': function reminded(order) {
      if (order && order !== this.reminded && this.data.market.sheet !== 'pay') wx.showToast({ title: marketed.market.reminded, icon: 'none', duration: 4000 })
      this.reminded = order
    },
    'market.owed': function owed(order) {
      if (order === this.order) return
      this.order = order
      clearInterval(this.looking)
      if (order) this.looking = setInterval(() => lookAfter(order), LOOK)
    },
  },

  lifetimes: {
    attached() {
      this.won = ''
    },
    detached() {
      clearInterval(this.looking)
    },
  },

  methods: {
    onRetry() {
      refresh(this.data.room)
    },

    onSearch({ detail }) {
      learn({ type: 'bag searched', query: detail.query })
    },

    onWant({ detail }) {
      want(detail.product)
    },

    onPick({ detail }) {
      pick(detail.product, detail.purpose)
    },

    onTaken() {
      learn({ type: 'coupon taken' })
    },

    /** The card of the lower price lies below what is open. */
    onDeal({ detail }) {
      learn({ type: 'sheets away' })
      learn({ type: 'card reopened', card: detail.card })
    },

    onBuy({ detail }) {
      learn({ type: 'order begun', items: detail.items })
    },

    onPlaced({ detail: { order, state } }) {
      const { deal } = this.data.market.order
      if (deal) learn({ type: 'deal ordered', ...deal, order })
      if (state === 'pending') {
        learn({ type: 'payment begun', order })
        return
      }
      this.onPaid({ detail: { order } })
      learn({ type: 'sheet shut' })
      wx.showToast({ title: marketed.market.paid, icon: 'none', duration: 2500 })
    },

    onPaid({ detail: { order } }) {
      const { deal } = this.data.market.order
      learn({ type: 'payment settled', order })
      if (deal) learn({ type: 'deal paid', ...deal })
    },

    async follow() {
      await getApp().api.follow(this.data.room, true)
      learn({ type: 'followed' })
    },

    /** What the rule asks for comes first: the word, the follow, the share. */
    onEnter({ detail: { round, way, choice } }) {
      const { api } = getApp()
      const { room } = this.data
      const { keyword } = this.data.market.shown
      const first = { say: () => sayKeyword(keyword), follow: () => this.follow(), share: () => api.shared(room) }[way]
      learn({ type: 'round opened', round })
      join(round, choice, first)
    },

    onCatch({ detail }) {
      if (!this.data.market.rain.asking) join(detail.round)
    },

    onRainLeft({ detail }) {
      learn({ type: 'rain left', round: detail.round })
    },

    onWin({ detail: { kind } }) {
      learn({ type: 'win read' })
      if (kind === 'goods') go('/pages/more/wins/wins')
      if (kind === 'coupon') learn({ type: 'bag opened' })
    },

    onWinRead() {
      learn({ type: 'win read' })
    },

    /** A deal's own card tells what waits; of other orders a pendant does. */
    onPayShut({ detail: { until } }) {
      const { order, deal } = this.data.market.order
      learn({ type: 'sheet shut' })
      if (deal && deal.bargain) refresh(this.data.room)
      if (until && !deal) learn({ type: 'payment left', order, until })
    },

    onShut() {
      const { shown } = this.data.market
      learn({ type: 'sheet shut', ...(shown ? { round: shown.round, over: shown.phase === 'ended' } : {}) })
    },
  },
})
