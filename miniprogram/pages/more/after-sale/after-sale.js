import { asking } from '../../../asking.js'
import { go } from '../../../going.js'
import { claimView } from '../shared/after-sale-view.js'
import { sure } from '../../../telling.js'
import { tag, words } from '../../../words.js'
import { withMore } from '../shared/more-words.js'

const MOVING = 15000

const t = withMore(words, tag)

Page(asking({
  start: { parcel: { carrier: 'SF', tracking: '' } },
  view: (facts, context) => claimView(facts, { ...context, words: t }),
  data: { t },
  every: ({ answer }) => (['done', 'cancelled', 'refused'].includes(answer.state) ? -1 : MOVING),

  ask(api) {
    return api.afterSale(this.query.id)
  },

  onShow() {
    wx.setNavigationBarTitle({ title: t.claims.one })
  },

  onCarrier({ currentTarget }) {
    this.know({ parcel: { ...this.facts.parcel, carrier: currentTarget.dataset.code } })
  },

  onTracking({ detail }) {
    this.know({ parcel: { ...this.facts.parcel, tracking: detail.value } })
  },

  onSend() {
    const { carrier, tracking } = this.facts.parcel
    this.act(async (api) => {
      await api.sendBack(this.query.id, { carrier, tracking: carrier ? tracking.trim() : '' })
      await this.ask()
    })
  },

  async onWithdraw() {
    if (!(await sure(t.claims.sureWithdraw))) return
    this.act(async (api) => {
      await api.withdraw(this.query.id)
      await this.ask()
    })
  },

  onOrder() {
    go(this.data.order)
  },
}))
